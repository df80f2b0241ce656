// Why an order was cancelled, in words: OKX's cancelSource and our own reasons that change how an end is called.

/** cancelSource of delivery and expiry: the exchange ended the order by time (okx-v5 reference, section 6.5). */
const EXPIRY_SOURCES: ReadonlySet<string> = new Set(["7", "10"])

export function isExpirySource(source: string | undefined): boolean {
  return source !== undefined && EXPIRY_SOURCES.has(source)
}

/**
 * Refusals of a cancel that only say "not there to be cancelled": filled, cancelled, being cancelled, or not there yet (okx-v5 reference, section 9).
 * Which of them is for a read to tell; until then the wish stands.
 */
const CANCEL_UNDECIDED: ReadonlySet<string> = new Set(
  "51063 51400 51401 51402 51405 51410 51416 51503 51509 51510 51603".split(" "),
)

export function leavesCancelOpen(code: string): boolean {
  return CANCEL_UNDECIDED.has(code)
}

/** The reason of a cancel that our time limit asked for; it makes the end an expiry. */
export const TIME_LIMIT_REASON = "time limit reached"

/** Why the exchange cancelled, by cancelSource (okx-v5 reference, section 6.5). */
const CANCEL_SENTENCES: Readonly<Record<string, string>> = {
  "0": "cancelled by OKX",
  "1": "cancelled by the user",
  "2": "reduce-only would have been broken, or margin was short",
  "3": "risk of forced liquidation",
  "4": "borrowing limit reached",
  "6": "auto-deleveraging",
  "7": "delivery of the contract",
  "9": "balance too small after funding",
  "10": "expiry of the option",
  "13": "fill-or-kill could not be filled at once",
  "14": "the rest of an immediate-or-cancel order",
  "15": "price beyond OKX's limit",
  "17": "position closed at market",
  "20": "dead-man's switch (cancel all after)",
  "31": "post-only would have taken liquidity",
  "32": "self-trade prevention",
  "33": "too many matches in one order",
  "38": "market maker protection, by the user",
  "39": "market maker protection triggered",
}

/** What a person reads of an end without a reason of ours. */
export function cancelSentence(source: string | undefined): string {
  if (source === undefined || source === "") return "cancelled at OKX"
  return CANCEL_SENTENCES[source] ?? `cancelled at OKX (cancelSource ${source})`
}
