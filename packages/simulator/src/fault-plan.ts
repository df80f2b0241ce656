// What goes wrong in a world, as data: each class of fault off, rare or a storm, and the sizes and times that are stretched or shrunk. A plan is drawn from
// the seed; parts of it can be overridden, which is how a failure is reduced to the few faults that matter.

import type { Chance } from "./random.ts"

export const FAULT_CLASSES = [
  "F1",
  "F2",
  "F3",
  "F4",
  "F5",
  "F6",
  "F7",
  "F8",
  "F9",
  "F10",
  "F11",
  "F12",
  "F13",
  "F14",
  "F15",
  "F16",
  "F17",
  "F18",
  "F19",
  "F20",
  "I1",
  "I2",
  "I3",
  "I4",
  "I5",
  "I6",
  "I7",
  "I8",
  "I9",
] as const
export type FaultClass = (typeof FAULT_CLASSES)[number]
export type Level = "off" | "rare" | "storm"

export interface FaultPlan {
  /** Classes that are not named are off. */
  readonly classes: Readonly<Partial<Record<FaultClass, Level>>>
  /** Managers of one process, each with its own key at the one exchange. */
  readonly accounts: 1 | 2
  /** Virtual milliseconds of trading before everything heals. */
  readonly stormMs: number
  /** Wishes of callers over the whole storm, about. */
  readonly wishes: number
}

export function drawPlan(chance: Chance): FaultPlan {
  const classes: Partial<Record<FaultClass, Level>> = {}
  for (const name of FAULT_CLASSES) classes[name] = chance.fork(name).weighed({ off: 6, rare: 3, storm: 1 })
  const size = chance.fork("size")
  return {
    classes,
    accounts: size.strikes(0.15) ? 2 : 1,
    stormMs: size.wide(5_000, 60_000),
    wishes: size.wide(20, 600),
  }
}
