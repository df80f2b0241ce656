// A length of the style tokens as a number, for what has to reckon with it: the height of a row. It is read again when the person changes the density, and not
// with every drawing: to ask for it makes the browser lay everything out at once.

import { useSyncExternalStore } from "react"

const known = new Map<string, number>()
const listeners = new Set<() => void>()
let observer: MutationObserver | undefined

/** "--row" -> 26. `fallback` where the token is no length in pixels. */
export function useRootPixels(token: string, fallback: number): number {
  const pixels = useSyncExternalStore(subscribe, () => pixelsOf(token))
  return Number.isFinite(pixels) ? pixels : fallback
}

function pixelsOf(token: string): number {
  const read = known.get(token)
  if (read !== undefined) return read
  const pixels = Number.parseFloat(getComputedStyle(document.documentElement).getPropertyValue(token))
  // Kept only while somebody watches for another density.
  if (observer !== undefined) known.set(token, pixels)
  return pixels
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  observer ??= watchDensity()
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    observer?.disconnect()
    observer = undefined
    known.clear()
  }
}

function watchDensity(): MutationObserver {
  const made = new MutationObserver(() => {
    known.clear()
    for (const listener of listeners) listener()
  })
  made.observe(document.documentElement, { attributes: true, attributeFilter: ["data-density"] })
  return made
}
