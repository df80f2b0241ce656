// Worlds on several threads: each takes the next seed when it is done with the last, until so many were run or the time is over. A world that was begun is
// finished, so that the same seeds give the same counts.

import { Worker } from "node:worker_threads"
import type { PlanChange } from "./fault-plan.ts"
import type { SeedResult } from "./run-seed.ts"
import { addResult, emptyFigures, type Figures } from "./summary.ts"

export interface WorldsOptions {
  readonly from: number
  readonly workers: number
  /** At most so many; default no end. */
  readonly seeds?: number
  /** None is begun later; default no end. */
  readonly seconds?: number
  readonly plan?: PlanChange
  readonly onFailure?: (failure: {
    readonly seed: number
    readonly violation: NonNullable<SeedResult["violation"]>
  }) => void
  /** Every few seconds. */
  readonly onProgress?: (line: string) => void
}

/** What a worker is sent: the next seed, or nothing more. */
export type Order = { readonly seed: number; readonly plan?: PlanChange } | undefined

const PROGRESS_EVERY_MS = 5_000
const YOUNG_GENERATION_MB = 64

/** Runs until seeds or seconds are over; one of the two must be given. */
export async function runWorlds(options: WorldsOptions): Promise<Figures> {
  const { from, seeds, seconds, plan } = options
  if (seeds === undefined && seconds === undefined) throw new RangeError("say how many worlds, or for how long")
  const startedAtMs = performance.now()
  const endsAtMs = seconds === undefined ? Number.POSITIVE_INFINITY : startedAtMs + seconds * 1_000
  const lastSeed = seeds === undefined ? Number.POSITIVE_INFINITY : from + seeds - 1
  const figures = emptyFigures(options.workers)
  let next = from
  const order = (): Order => {
    if (next > lastSeed || performance.now() >= endsAtMs) return undefined
    return { seed: next++, ...(plan !== undefined && { plan }) }
  }
  const progress = setInterval(() => {
    const { passed, failed, orders } = figures
    const rate = Math.round((orders / (performance.now() - startedAtMs)) * 1_000)
    options.onProgress?.(`${passed + failed} worlds, ${failed} failed, ${orders} orders, ${rate} a second`)
  }, PROGRESS_EVERY_MS)
  try {
    const count = Math.min(options.workers, seeds ?? options.workers)
    await Promise.all(
      Array.from({ length: count }, () =>
        work(order, (result) => {
          addResult(figures, result)
          const { seed, violation } = result
          if (violation !== undefined) options.onFailure?.({ seed, violation })
        }),
      ),
    )
  } finally {
    clearInterval(progress)
  }
  figures.seconds = (performance.now() - startedAtMs) / 1_000
  return figures
}

/** One thread, from its first world to its last. */
function work(order: () => Order, take: (result: SeedResult) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    // A world's objects live for a simulated second or for all of it: with room for the first kind few are copied on their way to the second.
    const resourceLimits = { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB }
    const worker = new Worker(new URL("./worker.ts", import.meta.url), { resourceLimits })
    const give = (): void => {
      const asked = order()
      worker.postMessage(asked)
      if (asked === undefined) resolve()
    }
    worker.on("message", (result: SeedResult) => {
      take(result)
      give()
    })
    worker.on("error", reject)
    give()
  })
}
