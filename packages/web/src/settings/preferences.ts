// What a person chose about the looks of the page, kept in the browser and put on the root element, where the style tokens see it. Screens with choices of
// their own keep those themselves.

import { useSyncExternalStore } from "react"

export interface Preferences {
  readonly theme: "system" | "light" | "dark"
  readonly density: "dense" | "roomy"
  /** "all", or the account that is looked at. */
  readonly scope: string
}

const KEY = "oms.preferences"
const FRESH: Preferences = { theme: "system", density: "dense", scope: "all" }

const listeners = new Set<() => void>()
let current = read()

export function usePreferences(): Preferences {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => current,
  )
}

export function setPreferences(change: Partial<Preferences>): void {
  current = { ...current, ...change }
  try {
    localStorage.setItem(KEY, JSON.stringify(current))
  } catch {
    // Storage is off or full: the choice holds until the page is loaded anew.
  }
  applyPreferences()
  for (const listener of listeners) listener()
}

/** Before the first draw, so that nothing flickers. */
export function applyPreferences(): void {
  const { dataset } = document.documentElement
  if (current.theme === "system") delete dataset.theme
  else dataset.theme = current.theme
  dataset.density = current.density
}

function read(): Preferences {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<Preferences>
    return { ...FRESH, ...kept }
  } catch {
    return FRESH
  }
}
