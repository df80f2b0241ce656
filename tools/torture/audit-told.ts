// Holds the journal to what the clients were told: every answer and every event that anybody saw must stand there, once, with the same words. It shares no
// code with the manager and folds nothing; it looks things up.

import { type Books, lastSeqOf } from "./books.ts"
import { type Finding, Findings } from "./finding.ts"
import { isRow, numberOf, type Row, textOf } from "./rows.ts"
import { isOpenEnded, type Placement, type Told } from "./told.ts"

export function auditTold(books: Books, told: Told): readonly Finding[] {
  const findings = new Findings()
  auditSequence(books, findings)
  auditEvents(books, told, findings)
  const created = Map.groupBy(
    books.events.filter(({ type }) => type === "OrderCreated"),
    (event) => textOf(event, "clientOrderId"),
  )
  for (const placement of told.placements.values()) auditPlacement(placement, { created, books }, findings)
  auditMisuses(told, findings)
  auditChanges(books, told, findings)
  const known = new Set(books.orders.map((order) => textOf(order, "orderId")))
  for (const [orderId, key] of told.listed) {
    findings.expect(known.has(orderId), {
      kind: "lost",
      rule: "a listed order is in the journal",
      what: `${orderId} ${key}`,
    })
  }
  return findings.all
}

function auditSequence({ events }: Books, findings: Findings): void {
  let epoch = 0
  for (const [index, event] of events.entries()) {
    const seq = numberOf(event, "seq")
    findings.expect(seq === index + 1, {
      kind: "lost",
      rule: "the sequence is dense",
      what: `place ${index + 1}: seq ${seq}`,
    })
    if (seq !== index + 1) return
    if (event.type !== "EpochStarted") continue
    findings.expect(numberOf(event, "epoch") > epoch, {
      kind: "wrong",
      rule: "epochs rise",
      what: `seq ${seq}: ${numberOf(event, "epoch")} after ${epoch}`,
    })
    epoch = numberOf(event, "epoch")
  }
}

function auditEvents({ events }: Books, told: Told, findings: Findings): void {
  for (const what of told.streamFaults) findings.expect(false, { kind: "wrong", rule: "the stream has no gap", what })
  for (const [seq, shown] of told.events) {
    const kept = events[seq - 1]
    findings.expect(kept !== undefined, () => ({
      kind: "lost",
      rule: "an event that was shown is in the journal",
      what: `seq ${seq}: ${JSON.stringify(shown)}`,
    }))
    findings.expect(kept === undefined || isSameValue(shown, kept), () => ({
      kind: "wrong",
      rule: "an event that was shown is the journal's",
      what: `seq ${seq}: shown ${JSON.stringify(shown)}, kept ${JSON.stringify(kept)}`,
    }))
  }
}

/** Equal JSON, where the outside shows a time as text and the journal keeps it as milliseconds. */
function isSameValue(shown: unknown, kept: unknown): boolean {
  if (typeof kept === "number" && typeof shown === "string") return Date.parse(shown) === kept
  if (Array.isArray(shown) && Array.isArray(kept)) {
    return shown.length === kept.length && shown.every((item, index) => isSameValue(item, kept[index]))
  }
  if (isRow(shown) && isRow(kept)) {
    const names = Object.keys(shown)
    return names.length === Object.keys(kept).length && names.every((name) => isSameValue(shown[name], kept[name]))
  }
  return shown === kept
}

interface Kept {
  readonly created: ReadonlyMap<string, readonly Row[]>
  readonly books: Books
}

function auditPlacement({ key, order, answers }: Placement, { created, books }: Kept, findings: Findings): void {
  const kept = created.get(key) ?? []
  const [first] = kept
  findings.expect(kept.length <= 1, {
    kind: "doubled",
    rule: "one key is one order",
    what: `${key}: ${kept.map((event) => textOf(event, "orderId")).join(", ")}`,
  })
  for (const { status, body } of answers) {
    const orderId = textOf(body, "orderId")
    const what = `${key}: told ${status} ${JSON.stringify(body)}, kept ${JSON.stringify(first)}`
    if (status === 202) {
      const isKept =
        first !== undefined && textOf(first, "orderId") === orderId && textOf(body, "clientOrderId") === key
      findings.expect(isKept, { kind: "lost", rule: "an acknowledged order is in the journal", what })
      findings.expect(numberOf(body, "seq") <= lastSeqOf(books), {
        kind: "lost",
        rule: "an answer's seq is in the journal",
        what,
      })
    } else if (status === 422 && orderId !== "" && body.code !== "client-order-id-taken") {
      const isKept = first !== undefined && textOf(first, "orderId") === orderId
      findings.expect(isKept, { kind: "lost", rule: "a recorded denial is in the journal", what })
    }
  }
  if (first !== undefined) auditTerms(order, first, findings)
  // Only an answer that said yes, or one that left it open, explains an order in the books.
  const mayBe =
    answers.length === 0 || answers.some((answer) => isOpenEnded(answer) || textOf(answer.body, "orderId") !== "")
  findings.expect(first === undefined || mayBe, {
    kind: "wrong",
    rule: "what was refused without a trace has none",
    what: `${key}: ${JSON.stringify(answers.map(({ status, body }) => [status, body]))}`,
  })
}

/** The order that was recorded is the one that was asked for. */
function auditTerms(asked: Row, kept: Row, findings: Findings): void {
  const same =
    textOf(asked, "symbol") === textOf(kept, "symbol") &&
    textOf(asked, "side") === textOf(kept, "side") &&
    textOf(asked, "type") === textOf(kept, "orderType") &&
    Number(textOf(asked, "quantity")) === Number(textOf(kept, "quantity")) &&
    Number(textOf(asked, "price")) === Number(textOf(kept, "price"))
  findings.expect(same, {
    kind: "wrong",
    rule: "an order is kept as it was asked for",
    what: `asked ${JSON.stringify(asked)}, kept ${JSON.stringify(kept)}`,
  })
}

function auditMisuses({ misuses }: Told, findings: Findings): void {
  for (const { key, answer } of misuses) {
    const refused = isOpenEnded(answer) || (answer.status === 422 && answer.body.code === "client-order-id-taken")
    // A server that is not ready takes nothing, which is no claim about the key.
    findings.expect(refused || answer.status === 503, {
      kind: "wrong",
      rule: "a used key with another body is refused",
      what: `${key}: ${answer.status} ${JSON.stringify(answer.body)}`,
    })
  }
}

const WITNESSES = {
  cancel: new Set(["CancelRequested", "OrderCancelled"]),
  amend: new Set(["AmendRequested"]),
} as const

function auditChanges(books: Books, { changes }: Told, findings: Findings): void {
  const byOrder = Map.groupBy(books.events, (event) => textOf(event, "orderId"))
  for (const { kind, orderId, asked, answer } of changes) {
    if (answer.status !== 202) continue
    const witnesses = (byOrder.get(orderId) ?? []).filter(({ type }) => WITNESSES[kind].has(String(type)))
    const isKept = witnesses.some((event) => kind === "cancel" || isAsAsked(asked, event))
    findings.expect(isKept && numberOf(answer.body, "seq") <= lastSeqOf(books), () => ({
      kind: "lost",
      rule: `an acknowledged ${kind} is in the journal`,
      what: `${orderId} ${JSON.stringify(asked)}: told ${JSON.stringify(answer.body)}, kept ${JSON.stringify(witnesses)}`,
    }))
  }
}

function isAsAsked(asked: Row, event: Row): boolean {
  return ["price", "quantity"].every(
    (name) => asked[name] === undefined || Number(textOf(asked, name)) === Number(textOf(event, name)),
  )
}
