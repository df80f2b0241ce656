// The tones in which the page says what something is like; tokens.css gives each its colour in both themes. A tone never stands alone: a word is beside it.

/** working, filled, cancelled, rejected and doubt are those of orders; the others are for everything else. */
export type Tone =
  | "working"
  | "filled"
  | "cancelled"
  | "rejected"
  | "doubt"
  | "good"
  | "busy"
  | "warn"
  | "bad"
  | "soft"
  | "quiet"
