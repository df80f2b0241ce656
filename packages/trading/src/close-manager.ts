// The end of a manager that is closed on purpose: open orders stay at OKX or are cancelled first, the engine comes to rest, and the dead-man's switch is switched
// off - unless orders of ours are left that should have gone, or the manager had stopped by a fault of its own: then the switch is what is left to end them.

import { isOurs } from "@okx-oms/core"
import type { Engine } from "./engine.ts"
import type { OnStop, OrderManagerDeps } from "./manager-config.ts"

/** How long closing waits for OKX to confirm the cancels. */
const CANCELLED_WITHIN_MS = 5_000
const LOOK_EVERY_MS = 20

interface Closing extends Pick<OrderManagerDeps, "clock" | "log"> {
  readonly onStop: OnStop
  readonly cancelAll: () => Promise<unknown>
}

export async function closeManager(engine: Engine, { onStop, clock, log, cancelAll }: Closing): Promise<void> {
  const byFault = engine.stopped !== undefined
  if (!byFault && engine.serials !== undefined) {
    const open = oursOpen(engine)
    if (onStop === "cancel-all") {
      log.info("the manager is closed: its open orders are cancelled first", { open })
      const giveUpAt = clock.mono() + CANCELLED_WITHIN_MS
      await cancelAll()
      // Placements that were taken before the stop may have been decided behind the cancels: nothing new comes after them.
      await within(engine.settled(), giveUpAt, clock)
      await cancelAll()
      await allEnded(engine, giveUpAt, clock)
    } else log.info("the manager is closed: its open orders stay at OKX", { open })
  }
  await engine.close()
  const left = oursOpen(engine)
  if (byFault || (onStop === "cancel-all" && left > 0)) {
    if (!byFault) log.warn("orders are still open at OKX after their cancels", { left })
    engine.deadMan.leaveOn()
  } else await engine.deadMan.switchOff()
}

function oursOpen({ state }: Engine): number {
  let count = 0
  for (const orderId of state.open) {
    const order = state.orders.get(orderId)
    if (order !== undefined && isOurs(order)) count++
  }
  return count
}

async function allEnded(engine: Engine, giveUpAt: number, clock: Closing["clock"]): Promise<void> {
  while (oursOpen(engine) > 0 && engine.stopped === undefined && clock.mono() < giveUpAt)
    await new Promise<void>((resolve) => clock.timer(LOOK_EVERY_MS, resolve))
}

/** Resolves when the work is over, well or not, or when it takes too long. */
function within(work: Promise<unknown>, giveUpAt: number, clock: Closing["clock"]): Promise<void> {
  return new Promise((resolve) => {
    const stopTimer = clock.timer(Math.max(0, giveUpAt - clock.mono()), resolve)
    const done = (): void => {
      stopTimer()
      resolve()
    }
    work.then(done, done)
  })
}
