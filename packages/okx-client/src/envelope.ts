// The wrapper around every answer of OKX, and what to call an answer that has none. It knows JSON and the envelope's
// five fields; what a code means is outcome.ts's. Texts (msg) are carried for people and never compared.
// Source: okx-v5 reference, section 3.

import type { HttpResult, NoAnswerReason } from "./transport.ts"

export interface Envelope {
  readonly code: string
  readonly msg: string
  readonly data: readonly unknown[]
  /** When the gateway received the request, in microseconds since 1970; only on trade commands. */
  readonly inTimeUs: number | undefined
  /** When the gateway sent the answer, in microseconds since 1970. */
  readonly outTimeUs: number | undefined
}

export type Answer =
  /** `status` is the HTTP status, 200 for a WebSocket reply. */
  | { readonly kind: "envelope"; readonly status: number; readonly envelope: Envelope }
  /** Proven: no byte left. */
  | { readonly kind: "not-sent"; readonly detail: string }
  /** Sent, and what came back (if anything) says nothing reliable. */
  | {
      readonly kind: "no-envelope"
      readonly reason: NoEnvelopeReason
      readonly status: number | undefined
      readonly detail: string
    }

export type NoEnvelopeReason = NoAnswerReason | "empty" | "html" | "cut-json" | "not-json" | "not-an-envelope"

const SHOWN_MAX = 200
const CLEANED_MAX = 4_000

/** Reads an envelope out of parsed JSON; undefined when it is none. */
export function envelopeOf(value: unknown): Envelope | undefined {
  if (typeof value !== "object" || value === null || !("code" in value) || typeof value.code !== "string")
    return undefined
  const data = "data" in value ? value.data : []
  if (!Array.isArray(data)) return undefined
  return {
    code: value.code,
    msg: "msg" in value && typeof value.msg === "string" ? value.msg : "",
    data,
    inTimeUs: "inTime" in value ? microseconds(value.inTime) : undefined,
    outTimeUs: "outTime" in value ? microseconds(value.outTime) : undefined,
  }
}

/** What a finished HTTP exchange amounts to. `clean` takes out of a body what must not be shown. */
export function answerOf(result: HttpResult, clean: (text: string) => string = (text) => text): Answer {
  if (result.kind === "not-sent") return result
  if (result.kind === "no-answer") {
    return { kind: "no-envelope", reason: result.reason, status: undefined, detail: result.detail }
  }
  const parsed = parse(result.body)
  const envelope = parsed === undefined ? undefined : envelopeOf(parsed.value)
  if (envelope !== undefined) return { kind: "envelope", status: result.status, envelope }
  const reason = parsed === undefined ? nameBrokenBody(result.body, result.contentType) : "not-an-envelope"
  // Cleaned before it is cut: half a secret would not be recognised.
  const detail = clean(result.body.slice(0, CLEANED_MAX)).slice(0, SHOWN_MAX)
  return { kind: "no-envelope", reason, status: result.status, detail }
}

function parse(text: string): { readonly value: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return { value }
  } catch {
    return undefined
  }
}

function nameBrokenBody(body: string, contentType: string): NoEnvelopeReason {
  const start = body.trimStart().charAt(0)
  if (start === "") return "empty"
  if (start === "<" || contentType.includes("html")) return "html"
  return start === "{" || start === "[" ? "cut-json" : "not-json"
}

function microseconds(value: unknown): number | undefined {
  const number = typeof value === "string" && value !== "" ? Number(value) : Number.NaN
  return Number.isSafeInteger(number) ? number : undefined
}
