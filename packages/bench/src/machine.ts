// The machine that a figure was measured on: without it no figure means anything. It relies on node:os only.

import { availableParallelism, cpus, loadavg, release, totalmem, type } from "node:os"

export interface Machine {
  readonly processor: string
  readonly cores: number
  readonly memoryGb: number
  readonly system: string
  readonly node: string
  /** Processes that wanted to run within the last minute, before the bench began; 0 where the system does not tell. */
  readonly loadBefore: number
}

export function describeMachine(): Machine {
  return {
    processor: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()}`,
    node: process.version,
    loadBefore: Math.round((loadavg()[0] ?? 0) * 100) / 100,
  }
}

/** One line for people. A load above the number of cores is said: the figures are then too low. */
export function machineLine({ processor, cores, memoryGb, system, node, loadBefore }: Machine): string {
  const busy = loadBefore > cores / 2 ? `, busy with other work (load ${loadBefore} before)` : ""
  return `${processor}, ${cores} cores, ${memoryGb} GB, ${system}, Node ${node}${busy}`
}
