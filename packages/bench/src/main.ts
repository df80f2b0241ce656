// The command `npm run bench`: runs all benches, the quick form of all, or one, and prints what it found. It relies on registry.ts for what there is; measuring
// is rounds.ts's, wording report.ts's. Of several each has a process of its own, so that none warms up or litters the memory of another.

import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { describeMachine } from "./machine.ts"
import { BENCHES } from "./registry.ts"
import { missedOf, type Report, reportText } from "./report.ts"
import { measure } from "./rounds.ts"

const USAGE = `usage: npm run bench                 all there is to measure
       npm run bench -- NAME [options]
       npm run bench -- quick         all, small, in less than a minute: whether anything has collapsed
  --list         what there is to measure
  --rounds N     rounds whose median counts, 1 to 100 (5)
  --json FILE    write everything measured to FILE, - for the output
  --full         the sizes that take many minutes as well: a million orders of history, half an hour of soak
  --minutes N    how long a soak lasts, up to 1,440 (1; with --full 30)
  --quick        small numbers: shows that it works, not how fast`

const QUICK = "quick"
const MINUTES_MAX = 1_440
const FULL_MINUTES = 30

class UsageError extends Error {}

interface Asked {
  readonly rounds: number
  readonly quick: boolean
  readonly full: boolean
  readonly minutes: number | undefined
}

function readArguments() {
  const { values, positionals } = parseArgs({
    options: {
      rounds: { type: "string" },
      json: { type: "string" },
      minutes: { type: "string" },
      full: { type: "boolean", default: false },
      quick: { type: "boolean", default: false },
      list: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
    allowPositionals: true,
  })
  const [name, ...more] = positionals
  const { full, json, list, help } = values
  const quick = values.quick || name === QUICK
  const rounds = Number(values.rounds ?? (quick ? 1 : 5))
  const minutes = values.minutes === undefined ? (full ? FULL_MINUTES : undefined) : Number(values.minutes)
  if (more.length > 0) throw new UsageError(`${more[0]}: one bench at a time`)
  if (!Number.isInteger(rounds) || rounds < 1 || rounds > 100) throw new UsageError("--rounds: expected 1 to 100")
  if (minutes !== undefined && !(minutes > 0 && minutes <= MINUTES_MAX))
    throw new UsageError(`--minutes: expected up to ${MINUTES_MAX}`)
  if (quick && full) throw new UsageError("--full: a quick run has no long sizes")
  if (name !== undefined && name !== QUICK && !Object.hasOwn(BENCHES, name))
    throw new UsageError(`${name}: no such bench; there are ${Object.keys(BENCHES).join(", ")}`)
  return { name, json, list, help, asked: { rounds, quick, full, minutes } }
}

function listed(): string {
  const width = Math.max(...Object.keys(BENCHES).map((name) => name.length))
  return Object.entries(BENCHES)
    .map(([name, { says }]) => `  ${name.padEnd(width)}  ${says}`)
    .join("\n")
}

async function runOne(name: string, { rounds, quick, full, minutes }: Asked): Promise<Report> {
  const bench = BENCHES[name]
  if (bench === undefined) throw new UsageError(`${name}: no such bench`)
  const machine = describeMachine()
  const tell = (line: string): void => console.error(`${name}: ${line}`)
  tell("setting up")
  await using open = await bench.open({ quick, full, ...(minutes !== undefined && { minutes }) })
  const figures = await measure(open, rounds, tell, { cold: quick })
  const verdicts = open.judge?.(figures) ?? []
  return { bench: name, quick, at: new Date().toISOString(), machine, setting: open.setting, rounds, figures, verdicts }
}

/** Each in a process of its own, one after the other. One that fails fails the whole, after the others ran. */
async function runAll({ rounds, quick, full, minutes }: Asked, show: (report: Report) => void): Promise<Report[]> {
  const folder = mkdtempSync(join(tmpdir(), "okx-oms-bench-"))
  const file = join(folder, "report.json")
  const options = [
    "--rounds",
    String(rounds),
    "--json",
    file,
    ...(quick ? ["--quick"] : []),
    ...(full ? ["--full"] : []),
  ]
  // A quick run is mostly the starting of processes: what one has compiled the next need not.
  const env = quick ? { ...process.env, NODE_COMPILE_CACHE: join(folder, "compiled") } : process.env
  const reports: Report[] = []
  const failed: string[] = []
  try {
    for (const name of Object.keys(BENCHES)) {
      const args = [fileURLToPath(import.meta.url), name, ...options]
      if (minutes !== undefined) args.push("--minutes", String(minutes))
      const [code] = await once(spawn(process.execPath, args, { env, stdio: ["ignore", "ignore", "inherit"] }), "exit")
      if (code !== 0) {
        failed.push(name)
        continue
      }
      const report: Report = JSON.parse(readFileSync(file, "utf8"))
      show(report)
      reports.push(report)
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  if (failed.length > 0) throw new Error(`could not be measured: ${failed.join(", ")}`)
  return reports
}

async function main(): Promise<void> {
  const { name, json, list, help, asked } = readArguments()
  if (help || list) {
    console.log(help ? `${USAGE}\n\nbenches:\n${listed()}` : listed())
    return
  }
  const show = (report: Report): void => {
    if (json !== "-") console.log(`${reportText(report)}\n`)
  }
  const found = name === undefined || name === QUICK ? await runAll(asked, show) : await runOne(name, asked)
  if (!Array.isArray(found)) show(found)
  const record = `${JSON.stringify(found, undefined, 2)}\n`
  if (json === "-") process.stdout.write(record)
  else if (json !== undefined) writeFileSync(json, record)
  // What a quick run asks for is so little that no wobble misses it.
  const collapsed = name === QUICK ? [found].flat().flatMap(missedOf) : []
  if (collapsed.length > 0) throw new Error(`collapsed: ${collapsed.join(", ")}`)
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
