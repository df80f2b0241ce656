// Whether what the page shows can be trusted, as one word with its sentence: decided here and nowhere else, from what the stream says and when it last said
// anything. Pure; the store tells it what happens.

import type { Tone } from "../words/tone.ts"

export type LineState = "connecting" | "live" | "resyncing" | "stale" | "offline" | "signed-out"

export interface Line {
  readonly state: LineState
  /** For people; "" while all is well. */
  readonly detail: string
  /** When this state began, in milliseconds. */
  readonly since: number
}

/** The server's heartbeat comes every 15 s: silence beyond it means that nothing comes through any more. */
export const STALE_AFTER_MS = 20_000

export const LINE_WORDS: Readonly<Record<LineState, { readonly word: string; readonly tone: Tone }>> = {
  connecting: { word: "connecting", tone: "busy" },
  live: { word: "live", tone: "good" },
  resyncing: { word: "resyncing", tone: "warn" },
  stale: { word: "stale", tone: "warn" },
  offline: { word: "offline", tone: "bad" },
  "signed-out": { word: "signed out", tone: "bad" },
}

/** What the sentence of a state is when nobody knows better. */
export const LINE_DETAILS: Readonly<Record<LineState, string>> = {
  connecting: "Connecting to the server…",
  live: "",
  resyncing: "Events were left out: the state is being read anew.",
  stale: "Nothing has come from the server for a while. What you see may be old.",
  offline: "The line to the server is lost. What you see is old.",
  "signed-out":
    "Your session has ended. Press Enter in the terminal where the server runs: it prints a new link. Open it in this browser: every tab goes on by itself.",
}
