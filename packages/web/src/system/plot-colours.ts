// Colours of the style tokens as a canvas needs them: resolved for the theme that holds now, and told anew when the theme or the palette becomes another one.

import { useSyncExternalStore } from "react"

const TOKENS = [
  "--text-soft",
  "--line",
  "--surface-1",
  "--accent",
  "--tone-working",
  "--tone-warn",
  "--tone-filled",
] as const
export type PlotToken = (typeof TOKENS)[number]
export type PlotColours = Readonly<Record<PlotToken, string>>

let known: { readonly key: string; readonly colours: PlotColours } | undefined

/** The same object until a theme or a palette is another one. */
export function usePlotColours(): PlotColours {
  return useSyncExternalStore(subscribe, colours)
}

function colours(): PlotColours {
  const { theme, palette } = document.documentElement.dataset
  const key = `${theme} ${palette} ${matchMedia("(prefers-color-scheme: dark)").matches}`
  if (known?.key !== key) known = { key, colours: resolved() }
  return known.colours
}

/** A custom property keeps its text; the colour of an element that uses it is what the browser made of it. */
function resolved(): PlotColours {
  const probe = document.createElement("span")
  probe.hidden = true
  document.body.append(probe)
  const entries = TOKENS.map((token) => {
    probe.style.color = `var(${token})`
    return [token, getComputedStyle(probe).color] as const
  })
  probe.remove()
  return Object.fromEntries(entries) as PlotColours
}

function subscribe(listener: () => void): () => void {
  const observer = new MutationObserver(listener)
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme", "data-palette"] })
  const media = matchMedia("(prefers-color-scheme: dark)")
  media.addEventListener("change", listener)
  return () => {
    observer.disconnect()
    media.removeEventListener("change", listener)
  }
}
