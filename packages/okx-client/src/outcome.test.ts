import assert from "node:assert/strict"
import { test } from "node:test"
import { CODES } from "./code-table.ts"
import type { Answer } from "./envelope.ts"
import { type AckTarget, type Operation, type Outcome, outcomesOf, verdictOf } from "./outcome.ts"
import { type PlaceAck, placeAck } from "./wire/record/ack.ts"

const OPERATIONS: readonly Operation[] = ["place", "amend", "cancel"]
/** The order protocol's own list, written out here a second time on purpose. */
const UNKNOWN_TO_ALL = [
  "50001",
  "50004",
  "50013",
  "50026",
  "51054",
  "51149",
  "64007",
  "51016",
  "50071",
  "51011",
  "50042",
]
const AGAIN = new Map([
  ["50011", "before-x"],
  ["50061", "before-x"],
  ["50102", "before-x-after-clock-sync"],
])
/** Every code with a certain refusal that the reference's section 9 prints in bold or that a trader meets daily. */
const REFUSED_PLACE =
  "50011 50036 50037 50061 50102 50110 50111 50113 51000 51001 51006 51008 51010 51020 51023 51119 51121 51131 51155 54004 54012 60011 60013"
const REFUSED_CHANGE = "51400 51401 51402 51410 51503 51509 51510 51511 51513 51603 54047 54048"

function envelope(code: string, data: readonly unknown[] = [], status = 200): Answer {
  return { kind: "envelope", status, envelope: { code, msg: "", data, inTimeUs: undefined, outTimeUs: undefined } }
}

function item(fields: Partial<PlaceAck>): object {
  return { ordId: "", clOrdId: "c1", tag: "", sCode: "0", sMsg: "", ...fields }
}

function judge(answer: Answer, operation: Operation = "place", targets: AckTarget[] = [{ clOrdId: "c1" }]) {
  return outcomesOf({ operation, targets, answer, decode: placeAck })
}

function judgeOne(answer: Answer, operation: Operation = "place"): Outcome<PlaceAck> {
  const [outcome] = judge(answer, operation)
  assert.ok(outcome !== undefined)
  return outcome
}

test("every code of the table answers for every operation, as item and as envelope alike, so no pair is left to chance", () => {
  let pairs = 0
  for (const [code, { says }] of CODES) {
    assert.match(says, /^[A-Z].{8,120}\.$/, `code ${code} is said in one sentence`)
    if (code === "0") continue
    for (const operation of OPERATIONS) {
      const asItem = judgeOne(envelope("1", [item({ sCode: code })]), operation)
      const asEnvelope = judgeOne(envelope(code), operation)
      assert.equal(asItem.kind, verdictOf(operation, code), `${operation} ${code}`)
      assert.equal(asEnvelope.kind, asItem.kind, `${operation} ${code} without items`)
      if (asItem.kind === "refused") assert.equal(asItem.again, AGAIN.get(code) ?? "no", `${operation} ${code}`)
      pairs++
    }
  }
  assert.ok(pairs > 900, `${pairs} pairs`)
})

for (const operation of OPERATIONS) {
  test(`${operation}: the protocol's doubtful codes are unknown, so nothing is taken for done or refused`, () => {
    for (const code of UNKNOWN_TO_ALL) assert.equal(verdictOf(operation, code), "unknown", code)
  })
}

test("plain refusals are certain, so the order may be called rejected", () => {
  for (const code of REFUSED_PLACE.split(" ")) assert.equal(verdictOf("place", code), "refused", code)
})

test("'finished already' and 'not found' refuse a change but leave a placement in doubt, so nonsense is not trusted", () => {
  for (const code of REFUSED_CHANGE.split(" ")) {
    assert.equal(verdictOf("cancel", code), "refused", `cancel ${code}`)
    assert.equal(verdictOf("amend", code), "refused", `amend ${code}`)
  }
  for (const code of ["51400", "51410", "51503", "51603"]) assert.equal(verdictOf("place", code), "unknown", code)
})

test("only 50011, 50061 and 50102 may be sent again, so nothing that might have run is repeated", () => {
  const again = [...CODES.keys()].filter((code) => {
    const outcome = judgeOne(envelope(code))
    return outcome.kind === "refused" && outcome.again !== "no"
  })
  assert.deepEqual(again.sort(), [...AGAIN.keys()].sort())
})

test("a code nobody knows is unknown, so it is never success", () => {
  for (const code of ["59999", "", "00", "ok", "-1"]) {
    const outcome = judgeOne(envelope("0", [item({ sCode: code })]))
    assert.equal(outcome.kind === "unknown" && outcome.reason, "unknown-code", code)
    for (const operation of OPERATIONS) assert.equal(verdictOf(operation, code), "unknown", code)
  }
})

test("code 0 with an accepted item is accepted, so the order has its id", () => {
  const outcome = judgeOne(envelope("0", [item({ ordId: "312269865356374016" })]))
  assert.equal(outcome.kind === "accepted" && outcome.ack.ordId, "312269865356374016")
})

test("code 0 without items is unknown, so an empty answer is no success", () => {
  const outcome = judgeOne(envelope("0"))
  assert.equal(outcome.kind === "unknown" && outcome.reason, "missing-item")
})

test("code 0 with a failing item is refused, so the item has the last word", () => {
  assert.equal(judgeOne(envelope("0", [item({ sCode: "51008" })])).kind, "refused")
})

test("a failing envelope with an accepted item contradicts itself, so the outcome is unknown", () => {
  for (const code of ["1", "50011", "51008"]) {
    const outcome = judgeOne(envelope(code, [item({ ordId: "3" })]))
    assert.equal(outcome.kind === "unknown" && outcome.reason, "contradiction", code)
  }
  assert.equal(judgeOne(envelope("0", [item({ ordId: "3" })], 403)).kind, "unknown")
})

test("any 5xx is unknown whatever its code says, so a gateway's word does not count", () => {
  for (const status of [500, 502, 503, 504, 520]) {
    for (const code of ["0", "1", "51008", "50011"]) {
      assert.equal(judgeOne(envelope(code, [item({ sCode: "51008" })], status)).kind, "unknown", `${status} ${code}`)
    }
  }
})

test("a partly failed batch in another order, with one item missing, is matched by id, so each order hears its own", () => {
  const targets = ["a", "b", "c", "d"].map((clOrdId) => ({ clOrdId }))
  const rows = [
    item({ clOrdId: "c", sCode: "51020" }),
    item({ clOrdId: "a", ordId: "1" }),
    item({ clOrdId: "d", sCode: "50011" }),
  ]
  const outcomes = judge(envelope("2", rows), "place", targets)
  assert.deepEqual(
    outcomes.map((outcome) => outcome.kind),
    ["accepted", "unknown", "refused", "refused"],
  )
  assert.equal(outcomes[3]?.kind === "refused" && outcomes[3].again, "before-x")
})

test("an order mentioned twice in an answer is unknown, so a muddle is not read as success", () => {
  const rows = [item({ ordId: "1" }), item({ sCode: "51008" })]
  const outcome = judgeOne(envelope("2", rows))
  assert.equal(outcome.kind === "unknown" && outcome.reason, "contradiction")
})

test("an answer about another order is no answer, so ours stays unknown", () => {
  assert.equal(judgeOne(envelope("0", [item({ clOrdId: "other", ordId: "9" })])).kind, "unknown")
})

test("a malformed item counts as missing, so its order is in doubt and its neighbour is not", () => {
  const rows = [{ clOrdId: "a", sCode: 0 }, item({ clOrdId: "b", ordId: "2" })]
  const outcomes = judge(envelope("0", rows), "place", [{ clOrdId: "a" }, { clOrdId: "b" }])
  assert.deepEqual(
    outcomes.map((outcome) => outcome.kind),
    ["unknown", "accepted"],
  )
})

test("a single refusal that names no id belongs to the single order, so old answers are understood", () => {
  assert.equal(judgeOne(envelope("1", [item({ clOrdId: "", sCode: "51119" })])).kind, "refused")
})

test("a cancel by OKX's id is matched by it even when another clOrdId comes along, so the right order is meant", () => {
  const row = { ordId: "77", clOrdId: "x", sCode: "0", sMsg: "" }
  const [outcome] = judge(envelope("0", [row]), "cancel", [{ ordId: "77" }])
  assert.equal(outcome?.kind, "accepted")
})

test("silence of any kind is unknown and only proven non-sending is not, so doubt is never dropped", () => {
  for (const reason of [
    "timeout",
    "closed",
    "too-large",
    "protocol",
    "empty",
    "html",
    "cut-json",
    "not-json",
  ] as const) {
    const outcome = judgeOne({ kind: "no-envelope", reason, status: undefined, detail: "" })
    assert.equal(outcome.kind === "unknown" && outcome.reason, reason)
  }
  assert.equal(judgeOne({ kind: "not-sent", detail: "ECONNREFUSED" }).kind, "not-sent")
})
