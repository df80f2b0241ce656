// The command `npm run bench`: lists the benches, or runs one and prints what it found. It relies on registry.ts for what
// there is; measuring is rounds.ts's, wording report.ts's.

import { writeFileSync } from "node:fs"
import { parseArgs } from "node:util"
import { describeMachine } from "./machine.ts"
import { BENCHES } from "./registry.ts"
import { type Report, reportText } from "./report.ts"
import { measure } from "./rounds.ts"

const USAGE = `usage: npm run bench                 what there is to measure
       npm run bench -- NAME [options]
  --rounds N     rounds whose median counts, 1 to 100 (5)
  --json FILE    write everything measured to FILE, - for the output
  --quick        small numbers: shows that it works, not how fast`

class UsageError extends Error {}

function readArguments() {
  const { values, positionals } = parseArgs({
    options: {
      rounds: { type: "string" },
      json: { type: "string" },
      quick: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
    allowPositionals: true,
  })
  const [name, ...more] = positionals
  const rounds = Number(values.rounds ?? (values.quick ? 1 : 5))
  if (more.length > 0) throw new UsageError(`${more[0]}: one bench at a time`)
  if (!Number.isInteger(rounds) || rounds < 1 || rounds > 100) throw new UsageError("--rounds: expected 1 to 100")
  return { name, rounds, json: values.json, quick: values.quick, help: values.help }
}

function list(): string {
  const width = Math.max(...Object.keys(BENCHES).map((name) => name.length))
  return Object.entries(BENCHES)
    .map(([name, { says }]) => `  ${name.padEnd(width)}  ${says}`)
    .join("\n")
}

async function run(name: string, asked: { rounds: number; quick: boolean }): Promise<Report> {
  const bench = Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined
  if (bench === undefined) throw new UsageError(`${name}: no such bench; there are ${Object.keys(BENCHES).join(", ")}`)
  const { rounds, quick } = asked
  const machine = describeMachine()
  const tell = (line: string): void => console.error(`${name}: ${line}`)
  tell("setting up")
  await using open = await bench.open({ quick })
  const figures = await measure(open, rounds, tell)
  const verdicts = open.judge?.(figures) ?? []
  return { bench: name, quick, at: new Date().toISOString(), machine, setting: open.setting, rounds, figures, verdicts }
}

async function main(): Promise<void> {
  const { name, json, help, ...asked } = readArguments()
  if (help || name === undefined) {
    console.log(`${USAGE}\n\nbenches:\n${list()}`)
    return
  }
  const report = await run(name, asked)
  const record = `${JSON.stringify(report, undefined, 2)}\n`
  if (json === "-") process.stdout.write(record)
  else console.log(reportText(report))
  if (json !== undefined && json !== "-") writeFileSync(json, record)
}

main().catch((error: unknown) => {
  console.error(`bench: ${error instanceof Error ? error.message : String(error)}`)
  if (
    error instanceof UsageError ||
    (error instanceof Error && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS"))
  )
    console.error(USAGE)
  process.exitCode = 1
})
