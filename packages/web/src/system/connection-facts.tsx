// What orders pass through on their way to OKX and back: feeds, clock, dead-man's switch, comparison of the books. A word with its tone for each, and why.

import type { Trading } from "@okx-oms/api"
import { useNow } from "../live/clock.ts"
import { durationText, latencyText } from "../words/time.ts"
import type { Tone } from "../words/tone.ts"
import { FactList, type SystemFact } from "./fact-list.tsx"

const FEED_TONES: Readonly<Record<Trading["feeds"]["private"], Tone>> = {
  up: "good",
  connecting: "warn",
  suspect: "warn",
  down: "bad",
}
const DEAD_MAN_TONES: Readonly<Record<Trading["deadMan"]["state"], Tone>> = {
  off: "soft",
  arming: "busy",
  armed: "good",
  failing: "bad",
}
const CLOCK_WARN_MS = 500

export function ConnectionFacts({ trading, readAt }: { readonly trading: Trading; readonly readAt: number }) {
  const now = useNow()
  return <FactList facts={connectionFacts(trading, Math.max(0, now - readAt), now)} />
}

/** `since`: milliseconds since it was told; ages go on. */
export function connectionFacts(trading: Trading, since: number, now: number): readonly SystemFact[] {
  const { feeds, visibility, deadMan, lastReconciledAgoMs, clockOffsetMs, troubled } = trading
  const ago = (ms: number | null): string => (ms === null ? "nothing yet" : `last word ${durationText(ms + since)} ago`)
  const triggers = deadMan.triggersAt === null ? undefined : Date.parse(deadMan.triggersAt) - now
  const offset = clockOffsetMs === null ? undefined : Math.round(clockOffsetMs)
  return [
    {
      title: "Private feed",
      word: feeds.private,
      tone: FEED_TONES[feeds.private],
      more: feeds.suspicion === null ? ago(feeds.lastPrivateMessageAgoMs) : feeds.suspicion.reason,
    },
    {
      title: "Public feed",
      word: feeds.public,
      tone: FEED_TONES[feeds.public],
      more: ago(feeds.lastPublicMessageAgoMs),
    },
    ...(feeds.lastError === null
      ? []
      : [{ title: "Last trouble", word: feeds.lastError, tone: "warn" as const, more: "" }]),
    {
      title: "OKX",
      word: troubled ? "in trouble" : "well",
      tone: troubled ? "warn" : "good",
      more: troubled ? "reads may lag" : "",
    },
    {
      title: "Clock",
      word: offset === undefined ? "not measured" : `${offset > 0 ? "+" : ""}${offset} ms`,
      tone: offset === undefined ? "soft" : Math.abs(offset) > CLOCK_WARN_MS ? "warn" : "quiet",
      more: "here minus OKX's",
    },
    {
      title: "Reads may lag",
      word: latencyText(visibility.usedMs),
      tone: visibility.alarm ? "warn" : "quiet",
      more: visibility.samples === 0 ? "nothing measured" : `longest measured ${latencyText(visibility.measuredMs)}`,
    },
    {
      title: "Dead man",
      word: deadMan.state,
      tone: DEAD_MAN_TONES[deadMan.state],
      more:
        deadMan.why ??
        (triggers === undefined
          ? ""
          : `OKX cancels in ${Math.max(0, Math.ceil(triggers / 1000))} s unless it hears of us`),
    },
    {
      title: "Books compared",
      word: lastReconciledAgoMs === null ? "not yet" : `${durationText(lastReconciledAgoMs + since)} ago`,
      tone: lastReconciledAgoMs === null ? "warn" : "quiet",
      more: "",
    },
  ]
}
