// Runs every planted bug until the auditor catches it, two processes at a time, and prints a table: bug, the promise that caught it, seeds to detect, seconds.
// `node packages/simulator/src/planted/hunt.ts [name ...]`; the seeds that are known to be quick are in quick-seeds.ts and are tried first.

import { spawn } from "node:child_process"
import { fileURLToPath } from "node:url"
import type { PlanChange } from "../fault-plan.ts"
import { BUGS, type PlantedBug } from "./bugs.ts"
import { QUICK_SEEDS } from "./quick-seeds.ts"
import type { Tried } from "./try-seeds.ts"

export interface HuntOptions {
  /** Names; default all. */
  readonly only?: readonly string[]
  /** Seeds from 1 that are tried after the quick one; default 150. */
  readonly seedsMax?: number
  /** For one bug; default 60,000. */
  readonly timeLimitMs?: number
  readonly write?: (line: string) => void
}

export interface Caught {
  readonly bug: string
  /** Undefined: it was missed. */
  readonly invariant?: string
  readonly seed?: number
  readonly seeds: number
  readonly ms: number
  /** Why it was missed, or what the auditor said. */
  readonly says: string
}

const AT_ONCE = 2
/** Small worlds: a mistake shows in many short ones sooner than in a long one. */
const SIZE: PlanChange = { stormMs: 6_000, wishes: 200, accounts: 1, lies: "off", bustle: "usual" }
const SEEDS_MAX = 150
const TIME_LIMIT_MS = 60_000
/** For the last world of a child whose time is over. */
const GRACE_MS = 30_000
const PLANT = fileURLToPath(new URL("./plant.ts", import.meta.url))
const TRY_SEEDS = fileURLToPath(new URL("./try-seeds.ts", import.meta.url))

/** Results in the order of the list. The last line written is "N caught, N missed". */
export async function hunt(options: HuntOptions = {}): Promise<readonly Caught[]> {
  const { only, write = console.log } = options
  const bugs = only === undefined ? BUGS : BUGS.filter(({ name }) => only.includes(name))
  const caught: Caught[] = new Array(bugs.length)
  let next = 0
  const worker = async (): Promise<void> => {
    for (let index = next++; index < bugs.length; index = next++) {
      const bug = bugs[index]
      if (bug === undefined) return
      const result = await huntOne(bug, options)
      caught[index] = result
      write(lineOf(result))
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  const missed = caught.filter(({ invariant }) => invariant === undefined).length
  write(`${caught.length - missed} caught, ${missed} missed`)
  return caught
}

function lineOf({ bug, invariant, seed, seeds, ms, says }: Caught): string {
  const by = invariant === undefined ? "MISSED" : invariant
  const where = seed === undefined ? "" : `seed ${seed}`
  const columns = [
    bug.padEnd(30),
    by.padEnd(7),
    `${seeds} seeds`.padEnd(10),
    where.padEnd(9),
    `${(ms / 1_000).toFixed(1)} s`.padStart(7),
  ]
  return `${columns.join(" ")}  ${says.slice(0, 110)}`.trimEnd()
}

async function huntOne(bug: PlantedBug, options: HuntOptions): Promise<Caught> {
  const known = QUICK_SEEDS[bug.name]
  const first = known === undefined ? [] : [known]
  const drawn = Array.from({ length: options.seedsMax ?? SEEDS_MAX }, (_, index) => index + 1)
  let seeds = [...first, ...drawn.filter((seed) => seed !== known)]
  const giveUpAtMs = performance.now() + (options.timeLimitMs ?? TIME_LIMIT_MS)
  const total = { seeds: 0, ms: 0 }
  for (;;) {
    const tried = await trySeeds(bug, seeds, { planted: true, timeLimitMs: giveUpAtMs - performance.now() })
    if (typeof tried === "string") return { bug: bug.name, ...total, says: tried }
    const { invariant, message, seed } = tried
    total.seeds += tried.seeds
    total.ms += tried.ms
    if (invariant === undefined || seed === undefined) return { bug: bug.name, ...total, says: bug.why }
    // The world must keep its promises without the bug, else it says nothing about it.
    const clean = await trySeeds(bug, [seed], { planted: false, timeLimitMs: giveUpAtMs - performance.now() })
    if (typeof clean === "string") return { bug: bug.name, ...total, says: clean }
    if (clean.invariant === undefined) return { bug: bug.name, invariant, seed, ...total, says: message ?? "" }
    seeds = seeds.slice(seeds.indexOf(seed) + 1)
  }
}

/** What the child printed, or why it printed nothing. */
function trySeeds(
  bug: PlantedBug,
  seeds: readonly number[],
  options: { readonly planted: boolean; readonly timeLimitMs: number },
): Promise<string | (Partial<Tried> & Pick<Tried, "seeds" | "ms">)> {
  return new Promise((resolve) => {
    const { planted, timeLimitMs } = options
    const asked = JSON.stringify({ seeds, breaks: bug.breaks, plan: { ...SIZE, ...bug.plan }, timeLimitMs })
    const plant = planted ? ["--import", PLANT] : []
    const child = spawn(process.execPath, ["--no-warnings", ...plant, TRY_SEEDS, asked], {
      env: { ...process.env, PLANTED_BUG: bug.name },
      stdio: ["ignore", "pipe", "pipe"],
    })
    const timer = setTimeout(() => child.kill("SIGKILL"), Math.max(0, timeLimitMs) + GRACE_MS)
    let out = ""
    let errors = ""
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      out += text
    })
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      errors = (errors + text).slice(-2_000)
    })
    child.on("error", (error) => {
      errors += error.message
    })
    child.on("close", (code, signal) => {
      clearTimeout(timer)
      if (signal !== null) resolve(`ended by ${signal} after ${Math.round(timeLimitMs)} ms`)
      else if (code === 0 && out.includes("{")) resolve(JSON.parse(out.trim().split("\n").at(-1) ?? "{}"))
      else resolve(`the child failed: ${/\w*Error: .*/.exec(errors)?.[0] ?? errors.trim()}`)
    })
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const only = process.argv.slice(2)
  const caught = await hunt(only.length === 0 ? {} : { only })
  process.exitCode = caught.every(({ invariant }) => invariant !== undefined) ? 0 : 1
}
