// npm run sim: worlds by seed, as many and as long as asked, on all cores. Tells of each broken promise with the command that repeats it, and at the end of what was
// met and what never was. The last line is "N passed, N failed"; the exit code says the same.

import { readFileSync } from "node:fs"
import { availableParallelism } from "node:os"
import { parseArgs } from "node:util"
import { type PlanChange, parsePlanChange } from "./fault-plan.ts"
import { proveItself } from "./proofs.ts"
import { runSeed } from "./run-seed.ts"
import { repeatCommand, shrink, shrunkReport } from "./shrink.ts"
import { figuresOf, summaryText } from "./summary.ts"
import { traceLine } from "./trace-line.ts"
import { runWorlds } from "./workers.ts"

/** A run this long is meant to prove something, so it proves itself as well. */
const PLANTED_FROM_SECONDS = 120

const USAGE = `npm run sim -- [options]
  --seconds N     worlds for so long (default 60)
  --seeds N       so many worlds
  --from S        the first seed (default 1)
  --seed S        this one world; --trace prints what happens in it, --shrink finds the few faults that matter
  --plan P        changes of the drawn plan: JSON, or a file of it
  --planted       afterwards one world twice, for its hash, and a hunt for every planted bug (about three minutes);
                  done without asking from --seconds ${PLANTED_FROM_SECONDS} on, left out by --no-planted
  --workers N     processes at once (default: the cores)
  --json          figures as JSON`

const OPTIONS = {
  seconds: { type: "string" },
  seeds: { type: "string" },
  from: { type: "string" },
  seed: { type: "string" },
  plan: { type: "string" },
  workers: { type: "string" },
  planted: { type: "boolean" },
  trace: { type: "boolean" },
  shrink: { type: "boolean" },
  json: { type: "boolean" },
  help: { type: "boolean" },
} as const

/** Resolves with the exit code: 0 all promises kept, 1 one broken, 2 misused. */
async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: OPTIONS, strict: true, allowNegative: true })
  if (values.help === true) {
    console.log(USAGE)
    return 0
  }
  const plan = values.plan === undefined ? undefined : readPlan(values.plan)
  if (values.seed !== undefined) {
    const options = { trace: values.trace === true, small: values.shrink === true, json: values.json === true }
    return runOne(wholeOf("seed", values.seed), plan, options)
  }
  const seeds = values.seeds === undefined ? undefined : wholeOf("seeds", values.seeds)
  const seconds =
    values.seconds === undefined ? (seeds === undefined ? 60 : undefined) : wholeOf("seconds", values.seconds)
  const from = values.from === undefined ? 1 : wholeOf("from", values.from)
  const figures = await runWorlds({
    from,
    workers: values.workers === undefined ? availableParallelism() : wholeOf("workers", values.workers),
    ...(seeds !== undefined && { seeds }),
    ...(seconds !== undefined && { seconds }),
    ...(plan !== undefined && { plan }),
    onFailure: (failure) => {
      if (values.json !== true) console.log(failureText(failure, plan))
    },
    onProgress: (line) => process.stderr.write(`${line}\n`),
  })
  const json = values.json === true
  const proving = values.planted ?? (seconds ?? 0) >= PLANTED_FROM_SECONDS
  const proofs = proving
    ? await proveItself(from, (line) => (json ? console.error(line) : console.log(line)))
    : undefined
  console.log(json ? JSON.stringify({ ...figures, ...(proofs && { proofs }) }) : summaryText(figures))
  const proved = proofs === undefined || (proofs.same && proofs.missed === 0)
  return figures.failed === 0 && proved ? 0 : 1
}

async function runOne(
  seed: number,
  plan: PlanChange | undefined,
  { trace, small, json }: { trace: boolean; small: boolean; json: boolean },
): Promise<number> {
  const change = plan === undefined ? {} : { plan }
  const startedAtMs = performance.now()
  const result = await runSeed(seed, {
    ...change,
    ...(trace && { onObservation: (observation, step) => process.stdout.write(`${traceLine(observation, step)}\n`) }),
  })
  const figures = figuresOf([result], performance.now() - startedAtMs, 1)
  const { violation } = result
  if (violation !== undefined && !json) console.log(failureText({ seed, violation }, plan))
  if (violation !== undefined && small) {
    const breaks: Parameters<typeof shrink>[1]["breaks"] = async (each, tried) =>
      (await runSeed(each, { plan: tried })).violation?.invariant
    console.log(shrunkReport(await shrink({ seed, plan: result.plan, invariant: violation.invariant }, { breaks })))
  }
  console.log(json ? JSON.stringify({ ...figures, traceHash: result.traceHash }) : summaryText(figures))
  return violation === undefined ? 0 : 1
}

function failureText(
  { seed, violation }: { seed: number; violation: { invariant: string; step: number; atMs: number; message: string } },
  plan: PlanChange | undefined,
): string {
  const { invariant, step, atMs, message } = violation
  return `FAIL seed=${seed} step=${step} invariant=${invariant} (${atMs} ms)\n  ${message}\n  again: ${repeatCommand(seed, plan ?? {})}`
}

function readPlan(text: string): PlanChange {
  return parsePlanChange(text.trimStart().startsWith("{") ? text : readFileSync(text, "utf8"))
}

function wholeOf(name: string, text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 1)
    throw new RangeError(`--${name}: expected a whole number above 0, got ${text}`)
  return value
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  const misused = error instanceof RangeError || error instanceof TypeError || error instanceof SyntaxError
  if (!misused) throw error
  console.error(`${error.message}\n${USAGE}`)
  process.exitCode = 2
}
