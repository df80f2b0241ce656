// What the exit code of every command means, as data (help and docs/cli.md show it), and which one a problem of the server leads to. Scripts decide by
// it, so each number keeps its meaning for good.

import type { OmsProblem } from "@okx-oms/api"

export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  rejected: 3,
  unknown: 4,
  network: 5,
  auth: 6,
  notFound: 7,
} as const
export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

export const EXIT_MEANINGS: readonly { readonly code: ExitCode; readonly word: string; readonly means: string }[] = [
  { code: EXIT.done, word: "done", means: "What was asked for is done." },
  { code: EXIT.failed, word: "failed", means: "Anything that is none of the others; a check of `doctor` that failed." },
  { code: EXIT.usage, word: "usage", means: "The command, an option or a value is wrong. Nothing was asked for." },
  {
    code: EXIT.rejected,
    word: "rejected",
    means:
      "Refused with certainty, here or by OKX: nothing happened. Also a placed order that is over without any fill (ioc, fok, market, post_only); one that was filled in part is 0.",
  },
  {
    code: EXIT.unknown,
    word: "unknown",
    means: "The outcome is not known yet. Look before you ask again; the order's id is in the message.",
  },
  { code: EXIT.network, word: "network", means: "The server was not reached, and nothing was asked of it." },
  { code: EXIT.auth, word: "auth", means: "No token, a wrong one, or one that may not do this." },
  {
    code: EXIT.notFound,
    word: "not found",
    means: "No order, break, token, strategy, account or profile of that name.",
  },
]

/** The request itself cannot be; nobody looked at the market to say so. */
const WRONG_REQUEST: ReadonlySet<string> = new Set([
  "request-invalid",
  "query-invalid",
  "json-invalid",
  "account-required",
  "order-id-ambiguous",
])

export function exitOf({ code, outcome, status }: Pick<OmsProblem, "code" | "outcome" | "status">): ExitCode {
  if (outcome === "unknown") return EXIT.unknown
  if (outcome === "accepted") return EXIT.failed
  if (status === 0) return EXIT.network
  if (status === 401 || status === 403) return EXIT.auth
  if (WRONG_REQUEST.has(code)) return EXIT.usage
  // The address itself is missing: an older server, not a wrong id.
  if (code === "route-not-found" || code === "answer-invalid") return EXIT.failed
  if (status === 404) return EXIT.notFound
  if (status < 500) return EXIT.rejected
  return REFUSED_LATER.has(code) ? EXIT.rejected : EXIT.failed
}

/** 503s that say with certainty that nothing happened. */
const REFUSED_LATER: ReadonlySet<string> = new Set(["inbox-full", "not-ready", "manager-stopped", "stopping"])
