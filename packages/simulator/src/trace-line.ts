// One observation as a line for people: when, which life, what. Long texts are cut; the whole is in the observation.

import { format } from "@okx-oms/core"
import type { Observation } from "./observation.ts"

const TEXT_MAX = 400

export function traceLine(observation: Observation, step: number): string {
  const { atMs, generation } = observation
  return `${String(step).padStart(6)} ${String(atMs).padStart(8)} ms life ${generation}  ${wordsOf(observation).slice(0, TEXT_MAX)}`
}

function wordsOf(observation: Observation): string {
  switch (observation.kind) {
    case "exchange": {
      const { seq: _seq, ts: _ts, type, ...facts } = observation.record
      return `OKX      ${type} ${plain(facts)}`
    }
    case "sent":
      return `> ${observation.transport.padEnd(4)}   ${observation.what} ${observation.body}`
    case "received":
      return `< ${observation.transport.padEnd(4)}   ${observation.body}`
    case "appending":
      return `append   ${observation.account} ${observation.events.map((event) => `${event.seq} ${event.type} ${plain(withoutStamp(event))}`).join(" · ")}`
    case "appended": {
      const { account, firstSeq, lastSeq, result } = observation
      return `durable  ${account} ${firstSeq}-${lastSeq} ${result}`
    }
    case "called": {
      const { callId, operation, orderId, clientOrderId, body } = observation.call
      return `call ${callId}  ${operation} ${orderId ?? clientOrderId ?? ""} ${body}`
    }
    case "answered": {
      const { callId, ok, code, orderId, state } = observation
      return `answer ${callId}  ${ok ? "ok" : (code ?? "refused")} ${orderId ?? ""} ${state ?? ""}`
    }
    case "published":
      return `told     ${observation.account} subscriber ${observation.subscriber}: ${observation.event.seq} ${observation.event.type}`
    case "resync":
      return `resync   ${observation.account} subscriber ${observation.subscriber} from ${observation.nextSeq}`
    case "logged":
      return `log      ${observation.level} ${observation.message} ${observation.facts}`
    case "copied":
    case "restored":
      return `${observation.kind.toUpperCase()} ${observation.account} up to event ${observation.upToSeq}`
    case "fault":
      return `FAULT    ${observation.faultClass} ${observation.name}`
    case "crashed":
      return `CRASH    ${observation.why}`
    case "booted":
      return "BOOT"
    case "woke":
      return "AWAKE"
    case "stopped":
      return `STOPPED  ${observation.account}: ${observation.why}`
    case "healed":
      return "HEALED"
    case "rested": {
      const { account, orders, openBreaks, trading, seq } = observation
      return `RESTED   ${account} ${orders.length} orders, ${openBreaks} breaks, ${trading}, event ${seq}`
    }
    default:
      return plain(observation)
  }
}

function withoutStamp(event: object): object {
  const hidden = new Set(["version", "seq", "at", "account", "type", "market", "intent"])
  return Object.fromEntries(Object.entries(event).filter(([name]) => !hidden.has(name)))
}

/** Decimals as numbers are written. */
function plain(value: unknown): string {
  return JSON.stringify(value, (_name, each: unknown) => {
    if (typeof each === "bigint") return String(each)
    if (typeof each === "object" && each !== null && "coefficient" in each && "scale" in each) {
      const { coefficient, scale } = each
      if (typeof coefficient === "bigint" && typeof scale === "number") return format({ coefficient, scale })
    }
    return each
  })
}
