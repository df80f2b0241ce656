// What became of an order command: accepted, refused (certain), unknown, or not sent - never anything between. It relies
// on code-table.ts for the codes and on envelope.ts for the wrapper; matching items to orders goes by id, not by place.
// Unknown is the default: only a well-formed answer with a code we know can say more. Source: order protocol, "Sending"
// point 3; okx-v5 reference, sections 3 and 9.

import { CODES, type CodeClass } from "./code-table.ts"
import type { Answer, NoEnvelopeReason } from "./envelope.ts"

export type Operation = "place" | "amend" | "cancel"

/** May the same request, with the same clOrdId, be sent again before its expTime X? Only where non-execution is proven. */
export type Again = "no" | "before-x" | "before-x-after-clock-sync"

export type UnknownReason =
  | NoEnvelopeReason
  | "code"
  | "unknown-code"
  | "server-error"
  | "missing-item"
  | "contradiction"

export interface OkxSaid {
  /** sCode of the item, or the envelope's code where there is no item. */
  readonly code: string
  /** OKX's own words, for people. */
  readonly message: string
  readonly subCode: string
}

export type Outcome<Ack> =
  | { readonly kind: "accepted"; readonly ack: Ack }
  | {
      /** Certain: this command changed nothing. */
      readonly kind: "refused"
      readonly codeClass: CodeClass
      readonly okx: OkxSaid
      readonly says: string
      readonly again: Again
    }
  | {
      readonly kind: "unknown"
      readonly reason: UnknownReason
      readonly okx: OkxSaid | undefined
      readonly says: string
    }
  | { readonly kind: "not-sent"; readonly detail: string; readonly says: string }

/** What the three acknowledgement rows have in common. */
export interface AckRow {
  readonly ordId: string
  readonly clOrdId: string
  readonly sCode: string
  readonly sMsg: string
  readonly subCode: string
}

/** How a command names its order; what it sent is what the reply is matched by. */
export interface AckTarget {
  readonly clOrdId?: string | undefined
  readonly ordId?: string | undefined
}

/** 50011 and 50061: refused by a limit. 50102: refused for its timestamp. The only codes after which the same request may go again. */
const AGAIN: ReadonlyMap<string, Again> = new Map([
  ["50011", "before-x"],
  ["50061", "before-x"],
  ["50102", "before-x-after-clock-sync"],
])

type Verdict = "accepted" | "refused" | "unknown"

/**
 * What a class of code means for each operation. A placement that is "not found" or "finished already" makes no sense,
 * hence is doubt; an id seen before is doubt until a read shows whose order it is.
 */
const VERDICTS: Record<CodeClass, Record<Operation, Verdict>> = {
  OK: { place: "accepted", amend: "accepted", cancel: "accepted" },
  REJ: { place: "refused", amend: "refused", cancel: "refused" },
  TEMP: { place: "refused", amend: "refused", cancel: "refused" },
  RL: { place: "refused", amend: "refused", cancel: "refused" },
  AUTH: { place: "refused", amend: "refused", cancel: "refused" },
  CFG: { place: "refused", amend: "refused", cancel: "refused" },
  DONE: { place: "unknown", amend: "refused", cancel: "refused" },
  NF: { place: "unknown", amend: "refused", cancel: "refused" },
  DUP: { place: "unknown", amend: "unknown", cancel: "unknown" },
  UNK: { place: "unknown", amend: "unknown", cancel: "unknown" },
  MAINT: { place: "unknown", amend: "unknown", cancel: "unknown" },
}

/** The verdict of one code for one operation; "unknown" for a code that is not in the table. */
export function verdictOf(operation: Operation, code: string): Verdict {
  const meaning = CODES.get(code)
  return meaning === undefined ? "unknown" : VERDICTS[meaning.codeClass][operation]
}

export interface AnswerToJudge<Ack extends AckRow> {
  readonly operation: Operation
  /** One per order of the request, in any order. */
  readonly targets: readonly AckTarget[]
  readonly answer: Answer
  /** Reads one item; throws when it is malformed. */
  readonly decode: (row: unknown) => Ack
}

/** One outcome per target, in the targets' order. */
export function outcomesOf<Ack extends AckRow>(judged: AnswerToJudge<Ack>): Outcome<Ack>[] {
  const { answer, operation, targets } = judged
  if (answer.kind === "not-sent") {
    const detail = answer.detail
    return targets.map(() => ({ kind: "not-sent", detail, says: "The request never left this machine." }))
  }
  if (answer.kind === "no-envelope") return targets.map(() => withoutEnvelope(answer.reason, answer.detail))
  const { status, envelope } = answer
  const said: OkxSaid = { code: envelope.code, message: envelope.msg, subCode: "" }
  if (status >= 500) {
    return targets.map(() => doubt("server-error", said, `OKX answered with HTTP ${status}, which proves nothing.`))
  }
  const items = decodeItems(envelope.data, judged.decode)
  if (envelope.data.length === 0) {
    return targets.map(() => withoutItems(operation, said))
  }
  return targets.map((target) => {
    const item = findItem(items, target, targets.length)
    if (item === undefined) return doubt("missing-item", said, "OKX's answer does not mention this order.")
    if (item === "contradiction") return doubt("contradiction", said, "OKX's answer mentions this order twice.")
    return judgeItem({ operation, item, envelopeCode: envelope.code, status })
  })
}

function judgeItem<Ack extends AckRow>(judged: {
  operation: Operation
  item: Ack
  envelopeCode: string
  status: number
}): Outcome<Ack> {
  const { operation, item, envelopeCode, status } = judged
  const said: OkxSaid = { code: item.sCode, message: item.sMsg, subCode: item.subCode }
  const outcome = judgeCode<Ack>(operation, said)
  if (outcome !== undefined) return outcome
  const plausible = (envelopeCode === "0" || envelopeCode === "2") && status >= 200 && status < 300
  if (plausible) return { kind: "accepted", ack: item }
  return doubt("contradiction", { ...said, code: envelopeCode }, "OKX's answer contradicts itself.")
}

/** An answer without items: the envelope's code decides, but it can never say "accepted". */
function withoutItems<Ack>(operation: Operation, said: OkxSaid): Outcome<Ack> {
  if (said.code === "1" || said.code === "2") return doubt("missing-item", said, "OKX's answer lacks its items.")
  return judgeCode<Ack>(operation, said) ?? doubt("missing-item", said, "OKX answered without saying anything.")
}

/** Undefined for success. */
function judgeCode<Ack>(operation: Operation, said: OkxSaid): Outcome<Ack> | undefined {
  const meaning = CODES.get(said.code)
  if (meaning === undefined)
    return doubt("unknown-code", said, `OKX answered with code ${said.code}, which is not known here.`)
  switch (VERDICTS[meaning.codeClass][operation]) {
    case "accepted":
      return undefined
    case "unknown":
      return doubt("code", said, meaning.says)
    case "refused":
      return {
        kind: "refused",
        codeClass: meaning.codeClass,
        okx: said,
        says: meaning.says,
        again: AGAIN.get(said.code) ?? "no",
      }
  }
}

/** Matched by id. A single command and a single item that names no id belong together. */
function findItem<Ack extends AckRow>(
  items: readonly Ack[],
  target: AckTarget,
  targetCount: number,
): Ack | "contradiction" | undefined {
  let found: Ack | undefined
  for (const item of items) {
    if (!names(item, target)) continue
    if (found !== undefined) return "contradiction"
    found = item
  }
  if (found !== undefined) return found
  const only = targetCount === 1 && items.length === 1 ? items[0] : undefined
  return only !== undefined && only.clOrdId === "" && only.ordId === "" ? only : undefined
}

function names(item: AckRow, target: AckTarget): boolean {
  if (target.ordId !== undefined && item.ordId !== "") return item.ordId === target.ordId
  return target.clOrdId !== undefined && item.clOrdId === target.clOrdId
}

function decodeItems<Ack>(rows: readonly unknown[], decode: (row: unknown) => Ack): Ack[] {
  const items: Ack[] = []
  for (const row of rows) {
    try {
      items.push(decode(row))
    } catch {
      // A malformed item is like a missing one: its order is in doubt.
    }
  }
  return items
}

function withoutEnvelope<Ack>(reason: NoEnvelopeReason, detail: string): Outcome<Ack> {
  return { kind: "unknown", reason, okx: undefined, says: `${NO_ENVELOPE[reason]} (${detail})` }
}

function doubt<Ack>(reason: UnknownReason, okx: OkxSaid, says: string): Outcome<Ack> {
  return { kind: "unknown", reason, okx, says }
}

const NO_ENVELOPE: Record<NoEnvelopeReason, string> = {
  timeout: "OKX did not answer in time.",
  closed: "The connection closed before the answer.",
  "too-large": "The answer was too long to read.",
  protocol: "The answer broke the protocol.",
  empty: "The answer was empty.",
  html: "Something in front of OKX answered with a web page.",
  "cut-json": "The answer was cut off.",
  "not-json": "The answer was not JSON.",
  "not-an-envelope": "The answer was not in OKX's form.",
}
