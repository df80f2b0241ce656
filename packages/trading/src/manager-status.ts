// How the manager stands, for people, metrics and health checks: whether an order placed now would leave, and if not, why. It reads and changes nothing.

import { CLOCK_UNCERTAINTY_MAX_MS, type TradingState } from "@okx-oms/core"
import type { DeadManStatus } from "./dead-man.ts"
import type { Engine } from "./engine.ts"
import type { OrderManagerDeps } from "./manager-config.ts"
import type { ExchangeGateway, GatewayStatus } from "./ports.ts"
import type { Visibility } from "./visibility.ts"

export interface ManagerStatus {
  /** Orders placed now leave at once, if the rate budget allows; false while halted too. */
  readonly ready: boolean
  /** Why not; absent when ready. */
  readonly why?: string
  readonly trading: TradingState
  readonly gateway: GatewayStatus
  readonly inboxLength: number
  readonly inboxLimit: number
  readonly seq: number
  /** Milliseconds since the last complete comparison with OKX; absent before the first. */
  readonly lastReconciledAgoMs?: number
  /** Milliseconds since OKX last said something on the private connection, heartbeats apart; absent before the first connection. */
  readonly lastPrivateMessageAgoMs?: number
  /** The same of the public connection. */
  readonly lastPublicMessageAgoMs?: number
  /** The private feed is up and has kept something to itself; absent while it is believed. */
  readonly feedSuspicion?: {
    /** What it did not tell. */
    readonly reason: string
    readonly forMs: number
    /** Connections replaced on this suspicion. */
    readonly reconnects: number
  }
  /** V of the order protocol: how long an accepted order may stay invisible to reads, as used and as measured. */
  readonly visibility: Visibility
  readonly deadMan: DeadManStatus
}

export function managerStatus(engine: Engine, deps: Pick<OrderManagerDeps, "gateway" | "clock">): ManagerStatus {
  const { state, inbox, reconciler } = engine
  const gateway = deps.gateway.status()
  const why = whyNothingLeaves(engine, gateway, deps.gateway.exchangeTime())
  const now = deps.clock.mono()
  const comparedAt = reconciler.lastCompletedAt
  const { lastPrivateMessageAt: heardAt, lastPublicMessageAt: publicAt } = gateway
  const { suspicion } = engine.feedWatch
  return {
    ready: why === undefined,
    ...(why !== undefined && { why }),
    trading: state.trading,
    gateway,
    inboxLength: inbox.length,
    inboxLimit: inbox.limits.commands,
    seq: state.seq,
    visibility: engine.visibility.status(),
    deadMan: engine.deadMan.status(),
    ...(comparedAt !== undefined && { lastReconciledAgoMs: now - comparedAt }),
    ...(heardAt !== undefined && { lastPrivateMessageAgoMs: Math.max(0, now - heardAt) }),
    ...(publicAt !== undefined && { lastPublicMessageAgoMs: Math.max(0, now - publicAt) }),
    ...(suspicion !== undefined && {
      feedSuspicion: { reason: suspicion.reason, forMs: now - suspicion.since, reconnects: suspicion.reconnects },
    }),
  }
}

function whyNothingLeaves(
  engine: Engine,
  gateway: GatewayStatus,
  exchange: ReturnType<ExchangeGateway["exchangeTime"]>,
): string | undefined {
  const { stopped, gateOpen, state } = engine
  if (stopped !== undefined) return stopped
  if (state.trading.mode === "halt") return `trading is halted: ${state.trading.reason}`
  if (gateway.privateFeed !== "up") return "the private feed is not up"
  if (!gateOpen) return "the books are being compared with OKX"
  return exchange === undefined || exchange.uncertaintyMs > CLOCK_UNCERTAINTY_MAX_MS
    ? clockUnknown(exchange)
    : undefined
}

function clockUnknown(exchange: { readonly uncertaintyMs: number } | undefined): string {
  if (exchange === undefined) return "OKX's clock is not known, so nothing that carries a deadline leaves"
  const [known, needed] = [Math.ceil(exchange.uncertaintyMs), CLOCK_UNCERTAINTY_MAX_MS]
  return `OKX's clock is known to ${known} ms and must be to ${needed} ms: until then nothing that carries a deadline leaves`
}
