// Amounts and words of state in the small: a decimal at its scale, a status by colour and word, an age that goes on, a share as a bar.

import { useNow } from "../live/clock.ts"
import { DIGITS_SHOWN, grouped, padded, shortDecimal } from "../words/amounts.ts"
import { ageText } from "../words/time.ts"
import type { Tone } from "../words/tone.ts"
import "./figure.css"

export interface FigureProps {
  /** Decimal text; null shows a dash. */
  readonly text: string | null | undefined
  /** Digits after the point that the column is padded to. */
  readonly scale?: number
  /** Digits after the point that are shown at most. */
  readonly digits?: number
  readonly unit?: string
  readonly tone?: Tone | "buy" | "sell"
}

/** Longer ones may be too wide for a column of figures, and are cut there. */
const LENGTH_FITTING = 10

/** Tabular figures; nothing is rounded, what is cut off is in the title. */
export function Figure({ text, scale = 0, digits = DIGITS_SHOWN, unit, tone }: FigureProps) {
  if (text === null || text === undefined) return <span className="soft">–</span>
  const shown = grouped(shortDecimal(padded(text, scale), digits))
  const isLong = shown.length > LENGTH_FITTING
  return (
    <span
      className="figure"
      data-tone={tone}
      data-long={isLong || undefined}
      title={isLong || shown.endsWith("…") ? text : undefined}
    >
      {shown}
      {unit !== undefined && <span className="figure-unit">{unit}</span>}
    </span>
  )
}

/** Never colour alone: the word says it too. */
export function StatusWord({
  word,
  tone,
  detail = "",
  title,
}: {
  readonly word: string
  readonly tone: Tone
  readonly detail?: string
  readonly title?: string
}) {
  return (
    <span className="status-word" data-tone={tone} title={title === "" ? undefined : title}>
      <span className="status-dot" aria-hidden="true" />
      <span className="toned">{word}</span>
      {detail !== "" && <span className="soft status-detail">{detail}</span>}
    </span>
  )
}

/** How long ago `since` was, going on by itself. */
export function Age({ since }: { readonly since: string }) {
  const now = useNow()
  return <time dateTime={since}>{ageText(since, now)}</time>
}

/** A share from 0 to 1. The exact amounts stand beside it. */
export function ShareBar({ share, tone = "filled" }: { readonly share: number; readonly tone?: Tone }) {
  return (
    <span className="share-bar" data-tone={tone} aria-hidden="true">
      <span style={{ inlineSize: `${Math.round(Math.max(0, Math.min(1, share)) * 100)}%` }} />
    </span>
  )
}
