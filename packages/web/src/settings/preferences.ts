// What a person chose about the page, kept in the browser and put where it takes effect: on the root element for the style tokens, and in words/ for how figures
// and times are written. Another tab's choice holds here too. What may be chosen is preference-values.ts's.

import { useSyncExternalStore } from "react"
import { setWriting } from "../words/writing.ts"
import { openingScope, type Preferences, preferencesFrom } from "./preference-values.ts"

export type { Preferences } from "./preference-values.ts"

const KEY = "oms.preferences"

const listeners = new Set<() => void>()
let current = opening()

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
  changed()
}

/** Before the first draw, so that nothing flickers. From then on what another tab chooses is heard. */
export function applyPreferences(): void {
  apply()
  addEventListener("storage", ({ key, newValue }) => {
    if (key !== KEY && key !== null) return
    // Each tab looks at its own account.
    current = { ...preferencesFrom(newValue), scope: current.scope }
    changed()
  })
}

function changed(): void {
  apply()
  for (const listener of listeners) listener()
}

function apply(): void {
  const { theme, density, palette, flash, zone, grouping } = current
  const { dataset } = document.documentElement
  if (theme === "system") delete dataset.theme
  else dataset.theme = theme
  dataset.density = density
  dataset.palette = palette
  dataset.flash = flash ? "on" : "off"
  setWriting({ zone, grouping })
}

function opening(): Preferences {
  const kept = read()
  return { ...kept, scope: openingScope(kept) }
}

function read(): Preferences {
  try {
    return preferencesFrom(localStorage.getItem(KEY))
  } catch {
    return preferencesFrom(null)
  }
}
