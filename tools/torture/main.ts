// The command `npm run torture`: real processes, killed, cut off from their disk and their exchange, and audited after each harm. It plans the phases, runs
// as many side by side as there are lanes, prints what each case came to, and ends with a table and the count.

import { mkdirSync, mkdtempSync, rmSync, writeSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { refuseOldNode } from "../old-node.ts"
import { flipTasks } from "./bit-flips.ts"
import { diskTasks } from "./disk-faults.ts"
import { Figures } from "./figures.ts"
import { killTasks } from "./kill-cycles.ts"
import {
  type CaseResult,
  PHASE_NAMES,
  type PhaseName,
  type Plan,
  reportTimeOver,
  type Task,
  type Work,
} from "./phase.ts"
import { powerTasks } from "./power-cut.ts"
import { killAll } from "./processes.ts"
import { Random } from "./random.ts"
import { silenceTasks } from "./silence.ts"
import { releaseVolumes } from "./volume.ts"

const USAGE = `npm run torture -- [options]

  --cycles N      kills under load, each audited (default 100)
  --seconds S     load before each kill, at most (default 1.5)
  --power N       power cuts on a file system of its own; needs root on Linux (default 3)
  --flips N       single bits flipped in the files of a stopped journal (default 24)
  --silence S     seconds for which the exchange answers nothing (default 300)
  --limit S       begins nothing new after so many seconds (default 7200)
  --lanes N       exchanges and servers side by side (default 3)
  --only LIST     of ${PHASE_NAMES.join(", ")}: only these, separated by commas
  --seed TEXT     repeats what is drawn (default: drawn, and printed)
  --json          one JSON object instead of the table
  --keep          keeps all folders; those of cases that failed are kept anyway`

interface Options {
  readonly plan: Plan
  readonly json: boolean
  readonly keep: boolean
}

/** Throws with what to write instead. */
function options(): Options | "help" {
  const { values } = parseArgs({
    options: {
      cycles: { type: "string", default: "100" },
      seconds: { type: "string", default: "1.5" },
      power: { type: "string", default: "3" },
      flips: { type: "string", default: "24" },
      silence: { type: "string", default: "300" },
      lanes: { type: "string", default: "3" },
      limit: { type: "string", default: "7200" },
      only: { type: "string", default: PHASE_NAMES.join(",") },
      seed: { type: "string", default: String(Date.now() % 1_000_000) },
      json: { type: "boolean", default: false },
      keep: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  })
  if (values.help) return "help"
  const phases = values.only.split(",").map((word) => {
    const phase = PHASE_NAMES.find((name) => name === word.trim())
    if (phase === undefined) throw new RangeError(`--only: expected some of ${PHASE_NAMES.join(", ")}, got ${word}`)
    return phase
  })
  if (!/^[A-Za-z0-9]{1,16}$/.test(values.seed)) throw new RangeError("--seed: expected 1 to 16 letters and digits")
  return {
    json: values.json,
    keep: values.keep,
    plan: {
      seed: values.seed,
      cycles: numberIn("cycles", values.cycles, { min: 1, max: 100_000, whole: true }),
      loadS: numberIn("seconds", values.seconds, { min: 0.2, max: 600 }),
      powerCuts: numberIn("power", values.power, { min: 1, max: 1_000, whole: true }),
      flips: numberIn("flips", values.flips, { min: 1, max: 10_000, whole: true }),
      silenceS: numberIn("silence", values.silence, { min: 6, max: 3_600 }),
      limitS: numberIn("limit", values.limit, { min: 1, max: 1_000_000 }),
      lanes: numberIn("lanes", values.lanes, { min: 1, max: 16, whole: true }),
      phases: new Set(phases),
    },
  }
}

function numberIn(name: string, text: string, range: { min: number; max: number; whole?: boolean }): number {
  const value = Number(text)
  const isIn = value >= range.min && value <= range.max && (range.whole !== true || Number.isInteger(value))
  if (text.trim() === "" || !isIn) throw new RangeError(`--${name}: expected ${range.min} to ${range.max}, got ${text}`)
  return value
}

/** All results of a run, as they come. */
class Results {
  readonly cases: (CaseResult & { readonly folder: string })[] = []
  readonly #say: (text: string) => void

  constructor(say: (text: string) => void) {
    this.#say = say
  }

  take(result: CaseResult, folder: string): void {
    this.cases.push({ ...result, folder })
    const word = result.skipped !== undefined ? "skipped" : result.findings.length === 0 ? "ok" : "FAILED"
    const note = result.skipped ?? result.note ?? ""
    this.#say(`${word.padEnd(7)} ${result.phase.padEnd(8)} ${result.name.padEnd(34)} ${note}`)
    for (const { kind, rule, what } of result.findings.slice(0, 5))
      this.#say(`        ${kind}: ${rule}\n          ${what}`)
    if (result.findings.length > 5) this.#say(`        and ${result.findings.length - 5} more`)
    if (result.findings.length > 0) this.#say(`        kept in ${folder}`)
  }
}

async function main(): Promise<void> {
  refuseOldNode()
  const told = options()
  if (told === "help") return console.log(USAGE)
  const { plan, json, keep } = told
  const say = json ? () => {} : (text: string) => console.log(text)
  const root = mkdtempSync(join(tmpdir(), "oms-torture-"))
  const results = new Results(say)
  // Whatever ends the run, no process and no mounted volume is left behind; folders only where something was found.
  process.once("exit", () => {
    killAll()
    releaseVolumes()
    const isKept = keep || results.cases.some(({ findings }) => findings.length > 0)
    if (!isKept) rmSync(root, { recursive: true, force: true, maxRetries: 5 })
  })
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit(130))
  say(`torture  seed ${plan.seed}, ${plan.cycles} cycles, ${plan.lanes} lanes, ${[...plan.phases].join(" ")}\n`)
  const began = performance.now()
  const isOver = (): boolean => performance.now() - began > plan.limitS * 1_000
  const figures = new Figures()
  await runAll(tasksOf(plan), { plan, figures, results, root, isOver })
  const failed = results.cases.filter(({ findings }) => findings.length > 0)
  for (const { kind } of failed.flatMap(({ findings }) => findings)) figures.add(kind)
  const passed = results.cases.filter(({ findings, skipped }) => findings.length === 0 && skipped === undefined).length
  const seconds = Math.round((performance.now() - began) / 1_000)
  if (json) printJson({ plan, seconds, figures, cases: results.cases, passed, failed: failed.length })
  else {
    console.log(`\n${figures.text()}\n  ${"seconds".padEnd(26)} ${seconds}`)
    if (failed.length > 0)
      console.log(`\nagain: npm run torture -- --seed ${plan.seed} --cycles ${plan.cycles} --lanes ${plan.lanes}`)
    console.log(`\n${passed} passed, ${failed.length} failed`)
  }
  process.exitCode = failed.length === 0 ? 0 : 1
}

/** Synchronous, so that all of it is out before the process ends. */
function printJson(result: Readonly<Record<string, unknown>>): void {
  const cases = JSON.stringify(result, (_, value: unknown) => (value instanceof Set ? [...value] : value), 2)
  writeSync(1, `${cases}\n`)
}

function tasksOf(plan: Plan): readonly Task[] {
  const all: Readonly<Record<PhaseName, () => readonly Task[]>> = {
    kills: () => killTasks(plan),
    silence: () => silenceTasks(),
    flips: () => flipTasks(),
    disk: () => diskTasks(),
    power: () => powerTasks(),
  }
  // Long ones first: a long one that starts last is waited for alone.
  const order = ["kills", "silence", "power", "flips", "disk"] as const
  return order.flatMap((name) => (plan.phases.has(name) ? all[name]() : []))
}

interface Run {
  readonly plan: Plan
  readonly figures: Figures
  readonly results: Results
  readonly root: string
  readonly isOver: () => boolean
}

async function runAll(tasks: readonly Task[], run: Run): Promise<void> {
  const waiting = [...tasks]
  const lane = async (): Promise<void> => {
    for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) await runTask(task, run)
  }
  await Promise.all(Array.from({ length: run.plan.lanes }, lane))
}

async function runTask(task: Task, { plan, figures, results, root, isOver }: Run): Promise<void> {
  const folder = join(root, task.name.replaceAll(/\W+/g, "-"))
  mkdirSync(folder, { recursive: true })
  const work: Work = {
    ...{ plan, figures, folder, isOver },
    random: new Random(`${plan.seed}/${task.name}`),
    report: (result) => results.take(result, folder),
  }
  if (isOver()) return reportTimeOver(work, task.phase, task.name)
  try {
    await task.run(work)
  } catch (error) {
    // A start that does not happen, a book that cannot be read: as bad as any finding.
    const what = error instanceof Error ? `${error.message}\n${error.stack ?? ""}` : String(error)
    const findings = [{ kind: "wrong", rule: "the phase runs to its end", what }] as const
    results.take({ phase: task.phase, name: task.name, findings }, folder)
  }
}

try {
  await main()
} catch (error) {
  console.error(`${error instanceof Error ? error.message : error}\n\n${USAGE}`)
  process.exitCode = 2
}
