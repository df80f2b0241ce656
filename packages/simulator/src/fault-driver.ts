// Sets the exchange's own faults through the storm: for each class of the plan some of its faults, each for a while, at a rate that fits the level. A class that
// stops everything (silence, maintenance, a revoked key) comes in short spells, or nothing else would be seen.

import { FAULT_NAMES, FAULTS, type FaultName } from "@okx-oms/paper-exchange"
import { type FaultPlan, type Level, levelOf } from "./fault-plan.ts"
import type { Chance } from "./random.ts"
import type { World } from "./world.ts"

/** While one of these is on, nothing else goes on. */
const STANDSTILLS: ReadonlySet<FaultName> = new Set<FaultName>([
  "silence",
  "maintenance",
  "key-revoked",
  "ip-refused",
  "trade-forbidden",
  "refused-connections",
  "login-refused",
  "lost-subscription",
  "muted-channel",
  "announced-cut",
  "disconnect",
])

/** Of what these strike there is little, so they strike often. */
const SELDOM: ReadonlySet<FaultName> = new Set<FaultName>([
  "missing-batch-item",
  "reordered-batch-items",
  "stale-history",
  "shifting-pages",
  "amend-refused-51503",
  "amend-fails-later",
  "amend-cancels",
  "slow-amend",
  "lost-amend",
])

const RATES = { rare: { low: 0.01, high: 0.08 }, storm: { low: 0.05, high: 0.5 } } as const
const SELDOM_RATES = { low: 0.1, high: 0.8 } as const
const SPELLS = { rare: { low: 1, high: 2 }, storm: { low: 2, high: 5 } } as const

export function driveFaults(world: World, plan: FaultPlan, chance: Chance): void {
  for (const name of FAULT_NAMES) {
    const { class: ofClass } = FAULTS[name]
    // Lies are told in their own worlds (lies.ts).
    if (ofClass === "lies") continue
    const level = levelOf(plan, ofClass)
    if (level === "off") continue
    const own = chance.fork(name)
    // Not every fault of a class in every world: three rare ones at once are hard to tell apart.
    if (!own.strikes(level === "storm" ? 0.7 : 0.4)) continue
    const spells = own.whole(SPELLS[level].low, SPELLS[level].high)
    for (let spell = 0; spell < spells; spell++)
      planSpell(world, plan, { name, level, chance: own.fork(`spell ${spell}`) })
  }
}

function planSpell(
  world: World,
  plan: FaultPlan,
  { name, level, chance }: { name: FaultName; level: Exclude<Level, "off">; chance: Chance },
): void {
  const still = STANDSTILLS.has(name)
  const atMs = chance.whole(0, plan.stormMs)
  const forMs = still ? chance.wide(200, 8_000) : chance.wide(500, plan.stormMs)
  const { low, high } = SELDOM.has(name) ? SELDOM_RATES : RATES[level]
  const rate = still ? (chance.strikes(0.5) ? 1 : chance.uniform()) : low + chance.uniform() * (high - low)
  // A read that fails now and then is a fault as well; writes are the default.
  const scope = chance.strikes(0.3) ? { scope: "all" as const } : {}
  world.timeline.after(atMs, () => {
    if (world.healed) return
    world.host.setFault(name, { rate, forMs: Math.max(1, Math.min(forMs, plan.stormMs - atMs)), ...scope })
  })
}
