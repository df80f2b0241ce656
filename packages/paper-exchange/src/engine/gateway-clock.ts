// The gateway's clock when it is wrong: what it says, and what it judges expTime and signatures by, is off from exchange time
// for a while or for good. Ids and the engine's own stamps stay right.

import { note, type World } from "./world.ts"

/** Sets how far off it is, either way; after `forMs` (0: never) it is right again, unless it was set anew meanwhile. */
export function skewClock(world: World, skewMs: number, forMs: number): void {
  world.skewMs = skewMs
  note(world, "clock-skewed", { skewMs, forMs })
  if (forMs === 0) return
  world.scheduler.at(world.nowMs + forMs, () => {
    if (world.skewMs === skewMs) skewClock(world, 0, 0)
  })
}
