// The handlers of the server itself: its accounts, its health, the way into the page, and the document of its contract.

import { type AccountRow, problemOfDoor, problemOfRefusal, timeText } from "@okx-oms/api"
import { millis } from "@okx-oms/core"
import type { Access } from "../access.ts"
import type { AccountSlot } from "../account-slot.ts"
import type { Accounts } from "../accounts.ts"
import type { MetricsPage } from "../metrics.ts"
import { ProblemReply } from "../reply.ts"
import type { Handlers } from "../serve-route.ts"

export interface ServerParts {
  readonly accounts: Accounts
  readonly access: Access
  readonly metrics: MetricsPage
}

export function serverHandlers({ accounts, access, metrics }: ServerParts) {
  return {
    getAccounts: ({ token }) => {
      const visible = accounts.visibleTo(token)
      const [only, ...others] = visible
      return { accounts: visible.map(accountRow), defaultAccount: others.length === 0 ? (only?.account ?? null) : null }
    },

    createOpenLink: ({ token }) => {
      const { key, expiresAt } = access.newLink(token)
      return { path: `/open?key=${key}`, expiresAt: timeText(millis(expiresAt)) }
    },

    getLive: () => ({ status: "live" }),

    getReady: ({ token }) => {
      const rows = accounts.visibleTo(token).map(accountRow)
      const waiting = rows.filter(({ ready }) => !ready)
      if (waiting.length === 0) return { status: "ready", accounts: rows }
      const whys = waiting.map(({ account, why }) => `${account}: ${why ?? "the reason is not known"}`)
      const problem = problemOfRefusal({ code: "not-ready", why: whys.join("; ") })
      // Which of several are ready: one that is not does not keep the others from trading.
      throw new ProblemReply({ ...problem, facts: { ...problem.facts, accounts: rows } })
    },

    getMetrics: async ({ reply, token }) => {
      // One page of figures of every account: there is none for a part of them.
      if (token.accounts !== "all") {
        const detail = "Figures are of every account; this token is for some only."
        throw new ProblemReply(problemOfDoor("account-not-allowed", detail))
      }
      return reply.type(metrics.contentType).send(await metrics.text())
    },
  } satisfies Partial<Handlers>
}

function accountRow({ account, mode, oms, why: shut }: AccountSlot): AccountRow {
  if (oms === undefined) return { account, mode, ready: false, why: shut ?? null, seq: 0 }
  const { ready, why = null, seq } = oms.status()
  return { account, mode, ready, why: ready ? null : why, seq }
}
