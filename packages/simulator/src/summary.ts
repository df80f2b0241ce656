// The figures of many worlds, as numbers and as text: what was run, what was met, what never was.

import { FAULT_NAMES } from "@okx-oms/paper-exchange"
import { addCoverage, type Coverage, coverageReport, newCoverage } from "./auditor/coverage.ts"
import type { SeedResult } from "./run-seed.ts"

export interface Figures {
  passed: number
  failed: number
  orders: number
  crashes: number
  steps: number
  virtualMs: number
  seconds: number
  readonly workers: number
  readonly coverage: Coverage
  readonly failures: {
    readonly seed: number
    readonly invariant: string
    readonly step: number
    readonly message: string
  }[]
}

export function emptyFigures(workers: number): Figures {
  return {
    passed: 0,
    failed: 0,
    orders: 0,
    crashes: 0,
    steps: 0,
    virtualMs: 0,
    seconds: 0,
    workers,
    coverage: newCoverage(),
    failures: [],
  }
}

export function addResult(figures: Figures, result: SeedResult): void {
  const { seed, violation, orders, crashes, steps, virtualMs, coverage } = result
  figures.orders += orders
  figures.crashes += crashes
  figures.steps += steps
  figures.virtualMs += virtualMs
  addCoverage(figures.coverage, coverage)
  if (violation === undefined) {
    figures.passed++
    return
  }
  figures.failed++
  const { invariant, step, message } = violation
  figures.failures.push({ seed, invariant, step, message })
}

export function figuresOf(results: readonly SeedResult[], tookMs: number, workers: number): Figures {
  const figures = emptyFigures(workers)
  for (const result of results) addResult(figures, result)
  figures.seconds = tookMs / 1_000
  return figures
}

/** Ends with "N passed, N failed". */
export function summaryText(figures: Figures): string {
  const { passed, failed, orders, crashes, steps, virtualMs, seconds, workers, coverage } = figures
  const perCore = Math.round(orders / Math.max(seconds, 0.001) / workers)
  return [
    `${orders} orders, ${crashes} ends of the process, ${steps} happenings in ${Math.round(virtualMs / 1_000)} simulated seconds`,
    `${seconds.toFixed(1)} s on ${workers} ${workers === 1 ? "core" : "cores"}: ${perCore} orders per second and core`,
    coverageReport(coverage, { faults: FAULT_NAMES }),
    `${passed} passed, ${failed} failed`,
  ].join("\n")
}
