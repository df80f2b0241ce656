// A problem of the server as a person at a terminal should read it: what happened, in what state things are now, what to do next with which command. It relies on the
// problem's code and outcome; the sentence of what happened is the server's own.

import { DENIALS, type OmsProblem } from "@okx-oms/api"

export interface ProblemWords {
  readonly message: string
  /** What is true now. */
  readonly state: string
  readonly advice: string
}

/** What to do, by code; the rest follows from outcome and status. */
const ADVICE: Readonly<Record<string, string>> = {
  unreachable: "Is it running? Start it with: oms serve. Another address: --url, or a profile. All checks: oms doctor",
  timeout: "Ask again, or wait longer: --timeout-ms 30000. All checks: oms doctor",
  "token-missing": "Name the file that holds one: --token-file FILE.",
  "token-invalid":
    "It was replaced, revoked or has expired: oms token list, or the server's admin.token. Another server's token does not fit.",
  "scope-missing": "Use a token of a higher scope: oms token create NAME --scope trade (needs admin).",
  "account-not-allowed": "This token is for other accounts: oms accounts",
  "account-unknown": "Which accounts there are: oms accounts",
  "account-required": "Name it: --account NAME. Which there are: oms accounts",
  "host-not-allowed": "Use an address that the server is configured for.",
  "order-not-found": "Check the id, or say which kind it is: --by clientOrderId. What there is: oms order list",
  "order-id-ambiguous": "Say which kind of id it is: --by orderId, clientOrderId, clOrdId or okxOrderId.",
  "order-closed": "There is nothing left to cancel or change; what became of it: oms order get ID",
  "order-not-ours": "It was placed elsewhere; change it there.",
  "trading-halted": "Why: oms status. When the reason is gone: oms resume. Then place it under a new client id.",
  "reduce-only-mode": "Only orders that shrink a position are taken: --reduce-only, or oms resume.",
  "instrument-unknown": "What may be traded: oms instruments",
  "price-off-tick": "The steps: oms instruments SYMBOL",
  "quantity-off-lot": "The steps: oms instruments SYMBOL",
  "quantity-below-minimum": "The least: oms instruments SYMBOL",
  "quantity-above-maximum": "The most: oms instruments SYMBOL",
  "client-order-id-taken": "That id is another order's for good: choose a new one, or leave --client-id out.",
  "notional-above-limit": "The limits: oms limits",
  "position-above-limit": "The limits: oms limits",
  "open-orders-above-limit": "The limits: oms limits. What is open: oms order list --state open",
  "price-outside-collar": "Check the price for a typing error; the limits: oms limits",
  "balance-insufficient": "What there is: oms balances",
  "price-unknown": "Ask again in a moment, under a new client id. If it stays: oms status",
  "not-ready": "What it waits for: oms status",
  "break-not-found": "What there is: oms reconcile breaks --all",
  "break-resolved": "The first word stands: oms reconcile breaks --all",
  "strategy-not-found": "What there is: oms grid status",
  "strategy-running": "How it stands: oms grid status. End it first: oms grid stop",
  "token-not-found": "What there is: oms token list",
  "answer-invalid": "Command and server are of different versions, or something else answers there: oms doctor",
  "route-not-found": "The server does not have this yet: is it older than this command? oms doctor",
  "too-many-requests": "Ask more slowly.",
}

const DENIED: ReadonlySet<string> = new Set(DENIALS)

export function problemWords(problem: OmsProblem): ProblemWords {
  const { code, message, errors } = problem
  const more = errors.slice(1).map(({ path, message: says }) => `  ${path}: ${says}`)
  return {
    message: `${[message, ...more].join("\n")} [${code}]`,
    state: stateOf(problem),
    advice: adviceOf(problem),
  }
}

function stateOf({ outcome, orderId, clientOrderId, code, status, replayed }: OmsProblem): string {
  const name = orderId ?? clientOrderId
  // Told as if it were now, it would hide that the checks of now might pass.
  if (replayed && outcome === "refused")
    return `It was refused before, under the same client id${orderId === undefined ? "" : `, as ${orderId}`}; this is that refusal again. Nothing was checked or sent now.`
  switch (outcome) {
    case "refused":
      if (status === 401 || status === 403 || status === 404 || status === 0 || code === "answer-invalid") return ""
      // A denied amendment has these codes too, and no id: it leaves no trace.
      return orderId !== undefined && DENIED.has(code)
        ? `Nothing was sent to OKX. The refusal is recorded as ${orderId}.`
        : "Nothing was done."
    case "accepted":
      return name === undefined ? "It is done or under way." : `It is done or under way as ${name}.`
    case "unknown":
      return name === undefined
        ? "Whether it was done is not known."
        : `Whether it was done is not known; the order would be ${name}.`
    default:
      return outcome satisfies never
  }
}

function adviceOf({ code, outcome, orderId, clientOrderId, retryable, replayed }: OmsProblem): string {
  if (outcome === "unknown") {
    const name = orderId ?? clientOrderId
    if (name === undefined) return "Look before you ask again: oms order list --state open, oms status"
    return `Look: oms order get ${name}. The same order again is safe with --client-id ${clientOrderId ?? name}: it is placed at most once.`
  }
  // Whatever would make it pass, this id keeps its refusal for good.
  if (replayed) return "To have it checked as things are now: another --client-id, or none."
  return ADVICE[code]?.replace(/\bID\b/, orderId ?? "ID") ?? (retryable ? "The same may be taken later." : "")
}
