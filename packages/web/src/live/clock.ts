// One clock for the whole page: a tick every second, so that ages go on without a timer for each row. Nobody ticks while nobody looks.

import { useSyncExternalStore } from "react"

const TICK_MS = 1_000

const listeners = new Set<() => void>()
let now = Date.now()
let timer: ReturnType<typeof setInterval> | undefined

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(tick, TICK_MS)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

function tick(): void {
  now = Date.now()
  for (const listener of listeners) listener()
}

/** The time in milliseconds, to the second: whoever uses it is drawn anew every second. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now)
}
