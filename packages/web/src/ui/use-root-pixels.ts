// A length of the style tokens as a number, for what has to reckon with it: the height of a row. It is read again when the person changes the density.

import { useSyncExternalStore } from "react"

/** "--row" -> 26. `fallback` where the token is no length in pixels. */
export function useRootPixels(token: string, fallback: number): number {
  return useSyncExternalStore(subscribe, () => {
    const pixels = Number.parseFloat(getComputedStyle(document.documentElement).getPropertyValue(token))
    return Number.isFinite(pixels) ? pixels : fallback
  })
}

function subscribe(listener: () => void): () => void {
  const observer = new MutationObserver(listener)
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-density"] })
  return () => observer.disconnect()
}
