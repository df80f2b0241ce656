// The handlers of one account as a whole: fills, money, positions, counts and the trading switch.

import { balanceRow, fillRow, PAGE_LIMIT_DEFAULT, positionRow, type Stats, type Trading, timeText } from "@okx-oms/api"
import type { LatencySummary } from "@okx-oms/trading"
import type { OmsPort } from "../open-oms.ts"
import { accepted, answered } from "../reply.ts"
import type { Handlers } from "../serve-route.ts"
import { privateFeed, tradingSwitch } from "../status-rows.ts"

const REASON_DEFAULT = "asked for over HTTP"

export const accountHandlers = {
  getFills: async ({ query, oms }) => {
    const page = await answered(oms.history.fills({ limit: PAGE_LIMIT_DEFAULT, ...query, account: oms.account }))
    return {
      fills: page.rows.map((fill) => fillRow(fill, oms.mode)),
      nextCursor: page.nextCursor ?? null,
      seq: page.seq,
    }
  },

  getPositions: ({ oms }) => {
    const held = oms.getPositions().filter(({ contracts }) => contracts.coefficient !== 0n)
    const positions = held.toSorted((a, b) => (a.symbol < b.symbol ? -1 : 1))
    const instruments = oms.instruments()
    const rows = positions.map((position) => {
      const { symbol } = position
      return positionRow(position, { instrument: instruments.get(symbol), lastPrice: oms.lastPrice(symbol)?.price })
    })
    return { positions: rows, nextCursor: null, seq: oms.status().seq }
  },

  getBalances: ({ oms }) => {
    const balances = oms.getBalances().toSorted((a, b) => (a.currency < b.currency ? -1 : 1))
    return { balances: balances.map(balanceRow), nextCursor: null, seq: oms.status().seq }
  },

  getStats: async ({ oms }) => {
    const counts = await answered(oms.getStats())
    const { submitToWire, submitToAck, append, throughput } = oms.performance()
    return {
      account: oms.account,
      mode: oms.mode,
      ...counts,
      latency: {
        submitToWire: latencyRow(submitToWire),
        submitToAck: latencyRow(submitToAck),
        append: latencyRow(append),
      },
      throughput: {
        orders: { mean: throughput.ordersPerSecond, peak: throughput.ordersPeak },
        events: { mean: throughput.eventsPerSecond, peak: throughput.eventsPeak },
      },
    }
  },

  getTrading: ({ oms }) => tradingRow(oms),

  setTrading: async ({ body, oms }) => {
    const { action, reason = REASON_DEFAULT } = body
    accepted(await answered(action === "resume" ? oms.resume(reason) : oms.halt(action, reason)))
    return tradingRow(oms)
  },
} satisfies Partial<Handlers>

function latencyRow({ count, p50Ms, p90Ms, p99Ms, maxMs }: LatencySummary): Stats["latency"]["append"] {
  return { count, p50Ms: p50Ms ?? null, p90Ms: p90Ms ?? null, p99Ms: p99Ms ?? null, maxMs: maxMs ?? null }
}

function tradingRow(oms: OmsPort): Trading {
  const { ready, why, trading, gateway, inboxLength, inboxLimit, durability, seq, ...rest } = oms.status()
  const { feedSuspicion, visibility, deadMan, ...ages } = rest
  return {
    account: oms.account,
    mode: oms.mode,
    ready,
    why: ready ? null : (why ?? null),
    trading: tradingSwitch(trading),
    feeds: {
      private: privateFeed({ gateway, feedSuspicion }),
      public: gateway.publicFeed,
      lastPrivateMessageAgoMs: ages.lastPrivateMessageAgoMs ?? null,
      lastPublicMessageAgoMs: ages.lastPublicMessageAgoMs ?? null,
      suspicion: feedSuspicion ?? null,
      lastError: gateway.lastError ?? null,
    },
    visibility: { ...visibility },
    deadMan: {
      state: deadMan.state,
      timeoutS: deadMan.timeoutS ?? null,
      lastConfirmedAgoMs: deadMan.lastConfirmedAgoMs ?? null,
      triggersAt: deadMan.triggersAt === undefined ? null : timeText(deadMan.triggersAt),
      why: deadMan.why ?? null,
    },
    lastReconciledAgoMs: ages.lastReconciledAgoMs ?? null,
    clockOffsetMs: gateway.clockOffsetMs ?? null,
    troubled: gateway.troubled,
    rateBudget: { ...gateway.rateBudget },
    inbox: { length: inboxLength, limit: inboxLimit },
    durability,
    seq,
  }
}
