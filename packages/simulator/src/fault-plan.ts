// What goes wrong in a world, as data: each class of fault off, rare or a storm, and the sizes and times that are stretched or shrunk. A plan is drawn from
// the seed; parts of it can be overridden, which is how a failure is reduced to the few faults that matter.

import type { Chance } from "./random.ts"

const EXCHANGE_CLASSES = [
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
] as const
const PROCESS_CLASSES = ["I1", "I2", "I3", "I4", "I5", "I6", "I7", "I8", "I9"] as const
/** F: what OKX and the network do · I: what becomes of our own process. Meanings: README of this package. */
export const FAULT_CLASSES = [...EXCHANGE_CLASSES, ...PROCESS_CLASSES] as const
export type FaultClass = (typeof FAULT_CLASSES)[number]
export type Level = "off" | "rare" | "storm"

export interface FaultPlan {
  /** Classes that are not named are off. */
  readonly classes: Readonly<Partial<Record<FaultClass, Level>>>
  /** What OKX promises not to do: "some" lies that come out within minutes, or ones that outlast an "absence" of hours. */
  readonly lies: "off" | "some" | "absence"
  /** What callers mostly do: a bit of everything, amendments in batches of orders, or many orders that rest. */
  readonly manner: "mixed" | "amending" | "resting"
  /** dense: batches of orders at one moment, a quick market, thousands of orders in a few seconds. */
  readonly bustle: "usual" | "dense"
  /** Managers of one process, each with its own key at the one exchange. */
  readonly accounts: 1 | 2
  /** Virtual milliseconds of trading before everything heals. */
  readonly stormMs: number
  /** Wishes of callers over the whole storm, about. */
  readonly wishes: number
  /** Mean milliseconds between deeds of the market. */
  readonly marketEveryMs: number
  readonly latency: { readonly upMs: number; readonly downMs: number; readonly jitterMs: number }
  readonly disk: { readonly appendMs: number; readonly lookupMs: number }
  /** How long the process stays away after its end, at least and at most. */
  readonly away: { readonly fromMs: number; readonly toMs: number }
  /** Settings of the product, stretched and shrunk. */
  readonly commandTimeoutMs: number
  readonly reconcileEveryMs: number
  readonly snapshotEveryEvents: number
  readonly batchMax: number
  readonly inbox: { readonly commands: number; readonly cancels: number }
  readonly maxOpenOrders: number
}

/** What of a plan may be told; classes are merged one by one. */
export type PlanChange = Partial<FaultPlan>

export function drawPlan(chance: Chance): FaultPlan {
  const size = chance.fork("size")
  const tuning = chance.fork("tuning")
  // Every class is off in most worlds, so that what breaks one has few causes; one world in twelve is calm.
  const calm = chance.fork("calm").strikes(1 / 12)
  const classes: Partial<Record<FaultClass, Level>> = {}
  for (const name of FAULT_CLASSES) {
    classes[name] = calm ? "off" : chance.fork(name).weighed({ off: 6, rare: 3, storm: 1 })
  }
  const lies = calm ? "off" : chance.fork("lies").weighed({ off: 11, some: 0.6, absence: 0.4 })
  // What is hidden comes to light late where little trades; other lies want orders that trade at once.
  const manners = lies === "off" ? { mixed: 9, amending: 1, resting: 0.8 } : { mixed: 1, amending: 0, resting: 1 }
  const manner = calm ? "mixed" : chance.fork("manner").weighed(manners)
  // Some faults need their occasion.
  for (const name of OCCASIONS[manner]) if (classes[name] === "off") classes[name] = "rare"
  const crowd = chance.fork("bustle")
  const dense = manner === "mixed" && crowd.strikes(DENSE_SHARE)
  const slow = size.strikes(0.15)
  const away = size.weighed({ quick: 6, slow: 3, long: 1 })
  const plan: FaultPlan = {
    classes,
    lies,
    manner,
    bustle: "usual",
    accounts: size.strikes(0.15) ? 2 : 1,
    stormMs: size.wide(4_000, 40_000),
    wishes: Math.max(size.wide(40, 1_500), manner === "mixed" ? 0 : 400),
    marketEveryMs: size.wide(20, 500) * (manner === "resting" ? 4 : 1),
    latency: slow
      ? { upMs: size.wide(50, 700), downMs: size.wide(50, 700), jitterMs: size.wide(1, 200) }
      : { upMs: size.wide(1, 60), downMs: size.wide(1, 60), jitterMs: size.wide(1, 20) },
    disk: {
      appendMs: tuning.strikes(0.1) ? tuning.wide(10, 500) : tuning.wide(1, 5),
      lookupMs: tuning.strikes(0.2) ? 3 : 0,
    },
    away: AWAY[away],
    commandTimeoutMs: tuning.strikes(0.3) ? tuning.wide(300, 20_000) : 5_000,
    reconcileEveryMs: tuning.strikes(0.3) ? tuning.wide(1_000, 60_000) : 10_000,
    snapshotEveryEvents: tuning.strikes(0.25) ? tuning.wide(40, 4_000) : 20_000,
    batchMax: tuning.strikes(0.2) ? tuning.whole(1, 20) : 20,
    inbox: tuning.strikes(0.15)
      ? { commands: tuning.wide(2, 50), cancels: tuning.wide(2, 50) }
      : { commands: 1_000, cancels: 4_000 },
    maxOpenOrders: tuning.strikes(0.2) ? tuning.wide(3, 60) : 400,
  }
  return dense ? { ...plan, ...densityOf(crowd), snapshotEveryEvents: Math.max(400, plan.snapshotEveryEvents) } : plan
}

/** Of worlds without a manner of their own. The others are small, and have time between their orders. */
const DENSE_SHARE = 0.4

/** One start and one rest for many orders. */
function densityOf(chance: Chance): Pick<FaultPlan, "bustle" | "stormMs" | "wishes" | "marketEveryMs"> {
  return {
    bustle: "dense",
    stormMs: chance.wide(2_000, 9_000),
    wishes: chance.wide(400, 1_800),
    marketEveryMs: chance.wide(4, 40),
  }
}

/** The plan made fit for lies: orders enough that rest and trade. */
export function lyingPlan(plan: FaultPlan, lies: "some" | "absence"): FaultPlan {
  return { ...withoutHindrance(plan), lies, manner: "resting" }
}

/** The plan made fit for amendments: all that can go wrong with them does. */
export function amendingPlan(plan: FaultPlan): FaultPlan {
  const clear = withoutHindrance(plan)
  return { ...clear, classes: { ...clear.classes, F12: "rare", F14: "storm" }, lies: "off", manner: "amending" }
}

/** Nothing keeps the orders from OKX or the process from its work for long. */
function withoutHindrance(plan: FaultPlan): FaultPlan {
  const classes = { ...plan.classes }
  for (const name of HINDRANCES) classes[name] = "off"
  return {
    ...plan,
    classes,
    bustle: "usual",
    accounts: 1,
    stormMs: Math.min(Math.max(plan.stormMs, 8_000), 14_000),
    wishes: 400,
    inbox: { commands: 1_000, cancels: 4_000 },
    maxOpenOrders: 400,
  }
}

const HINDRANCES: readonly FaultClass[] = ["F6", "F10", "F17", "F18", "F19", "I1", "I2", "I3", "I4", "I8"]

const OCCASIONS: Readonly<Record<FaultPlan["manner"], readonly FaultClass[]>> = {
  mixed: [],
  amending: ["F12", "F14"],
  resting: ["F7", "F8"],
}

const AWAY = {
  quick: { fromMs: 10, toMs: 1_000 },
  slow: { fromMs: 500, toMs: 20_000 },
  long: { fromMs: 10_000, toMs: 180_000 },
} as const

/** The plan with what is told in its place; levels of classes are replaced one by one. */
export function changedPlan(plan: FaultPlan, change: PlanChange): FaultPlan {
  return { ...plan, ...change, classes: { ...plan.classes, ...change.classes } }
}

/** Every class off: put it into a plan's change for a world without faults. */
export const NO_FAULTS: Readonly<Record<FaultClass, Level>> = noFaults()

function noFaults(): Record<FaultClass, Level> {
  const classes: Partial<Record<FaultClass, Level>> = {}
  for (const name of FAULT_CLASSES) classes[name] = "off"
  return classes as Record<FaultClass, Level>
}

export function levelOf(plan: FaultPlan, name: FaultClass): Level {
  return plan.classes[name] ?? "off"
}

/** The likelihood that goes with the level. */
export function rateOf(
  plan: FaultPlan,
  name: FaultClass,
  rates: { readonly rare: number; readonly storm: number },
): number {
  const level = levelOf(plan, name)
  return level === "off" ? 0 : rates[level]
}

/** Throws TypeError, naming what is wrong, unless the text is a JSON object of parts of a plan. */
export function parsePlanChange(text: string): PlanChange {
  const value: unknown = JSON.parse(text)
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new TypeError("a plan is a JSON object")
  const known: ReadonlySet<string> = new Set(Object.keys(drawnShape))
  for (const name of Object.keys(value)) if (!known.has(name)) throw new TypeError(`a plan has no ${name}`)
  const change: PlanChange = value
  for (const [name, level] of Object.entries(change.classes ?? {})) {
    if (!FAULT_CLASSES.some((each) => each === name)) throw new TypeError(`there is no class ${name}`)
    if (level !== "off" && level !== "rare" && level !== "storm") throw new TypeError(`${name}: off, rare or storm`)
  }
  return change
}

const drawnShape: Readonly<Record<keyof FaultPlan, true>> = {
  classes: true,
  lies: true,
  manner: true,
  bustle: true,
  accounts: true,
  stormMs: true,
  wishes: true,
  marketEveryMs: true,
  latency: true,
  disk: true,
  away: true,
  commandTimeoutMs: true,
  reconcileEveryMs: true,
  snapshotEveryEvents: true,
  batchMax: true,
  inbox: true,
  maxOpenOrders: true,
}

/** What a question and its answer take on this world's line, as good as always. */
export function roundTripMs({ latency: { upMs, downMs, jitterMs } }: FaultPlan): number {
  return upMs + downMs + 4 * jitterMs
}
