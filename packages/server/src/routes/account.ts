// The addresses about the account as a whole: counts, the trading switch, instruments, and whether the process lives and is ready.

import {
  type BalancePage,
  balanceRow,
  instrumentRow,
  type PositionPage,
  parseTradingRequest,
  positionRow,
  problemOfRefusal,
  type Stats,
  type Trading,
  timeText,
} from "@okx-oms/api"
import type { FastifyInstance } from "fastify"
import type { Access } from "../access.ts"
import type { OmsPort } from "../open-oms.ts"
import { instrumentsQuery, noQuery } from "../query.ts"
import { accepted, answered, refuseFields, sendProblem } from "../reply.ts"
import { sound } from "./orders.ts"

const REASON_DEFAULT = "asked for over HTTP"

export function addAccountRoutes(app: FastifyInstance, oms: OmsPort): void {
  app.get("/v1/stats", async (request): Promise<Stats> => {
    noQuery(request.query)
    return { account: oms.account, mode: oms.mode, ...(await answered(oms.getStats())) }
  })

  app.get("/v1/trading", async (request): Promise<Trading> => {
    noQuery(request.query)
    return tradingRow(oms)
  })

  app.post("/v1/trading", async (request): Promise<Trading> => {
    noQuery(request.query)
    const { action, reason = REASON_DEFAULT } = sound(parseTradingRequest(request.body))
    accepted(await answered(action === "resume" ? oms.resume(reason) : oms.halt(action, reason)))
    return tradingRow(oms)
  })

  app.get("/v1/balances", async (request): Promise<BalancePage> => {
    noQuery(request.query)
    const balances = oms.getBalances().toSorted((a, b) => (a.currency < b.currency ? -1 : 1))
    return { balances: balances.map(balanceRow), nextCursor: null, seq: oms.status().seq }
  })

  app.get("/v1/positions", async (request): Promise<PositionPage> => {
    noQuery(request.query)
    const held = oms.getPositions().filter(({ contracts }) => contracts.coefficient !== 0n)
    const positions = held.toSorted((a, b) => (a.symbol < b.symbol ? -1 : 1))
    return { positions: positions.map(positionRow), nextCursor: null, seq: oms.status().seq }
  })

  app.get("/v1/instruments", async (request) => {
    const { cursor, limit, symbol, kind } = instrumentsQuery(request.query)
    const { seq } = oms.status()
    const fitting = [...oms.instruments().values()]
      .filter((instrument) => symbol === undefined || instrument.symbol === symbol)
      .filter((instrument) => kind === undefined || instrument.kind === kind)
      .filter((instrument) => cursor === undefined || instrument.symbol > lastSymbol(cursor))
      .sort((a, b) => (a.symbol < b.symbol ? -1 : 1))
    const rows = fitting.slice(0, limit)
    const nextCursor = rows.length === fitting.length ? null : `s${rows.at(-1)?.symbol}`
    return { instruments: rows.map(instrumentRow), nextCursor, seq }
  })
}

export function addHealthRoutes(app: FastifyInstance, { oms, access }: { oms: OmsPort; access: Access }): void {
  app.get("/livez", { config: { open: true } }, async () => ({ status: "live" }))

  app.get("/readyz", async (_request, reply) => {
    const { ready, why = "the reason is not known", seq } = oms.status()
    if (!ready) return sendProblem(reply, problemOfRefusal({ code: "not-ready", why }))
    return { status: "ready", account: oms.account, mode: oms.mode, seq }
  })

  app.post("/v1/open-links", async (request, reply) => {
    noQuery(request.query)
    const { key, expiresAt } = access.newLink()
    return reply.code(201).send({ path: `/open?key=${key}`, expiresAt: new Date(expiresAt).toISOString() })
  })
}

function lastSymbol(cursor: string): string {
  if (/^s[A-Z0-9_.-]{1,60}$/.test(cursor)) return cursor.slice(1)
  return refuseFields([{ path: "cursor", message: "not a cursor of this list; begin without one" }], "query-invalid")
}

function tradingRow(oms: OmsPort): Trading {
  const { ready, why, trading, gateway, inboxLength, inboxLimit, durability, seq, ...rest } = oms.status()
  const { feedSuspicion, visibility, deadMan, ...ages } = rest
  return {
    account: oms.account,
    mode: oms.mode,
    ready,
    why: ready ? null : (why ?? null),
    trading: {
      mode: trading.mode,
      reason: trading.reason,
      since: trading.since === 0 ? null : timeText(trading.since),
    },
    feeds: {
      private: gateway.privateFeed === "up" && feedSuspicion !== undefined ? "suspect" : gateway.privateFeed,
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
