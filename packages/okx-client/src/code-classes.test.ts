// The reference's section 9 a second time, code by code, against the table that the program uses: what a slip of one hand wrote, the other does not
// repeat. What the classes mean for a command follows from the order protocol, "Sending", point 3, written out here as well.

import assert from "node:assert/strict"
import { test } from "node:test"
import { CODES, type CodeClass } from "./code-table.ts"
import { type Operation, outcomesOf, verdictOf } from "./outcome.ts"
import { placeAck } from "./wire/record/ack.ts"

/** Every code that section 9 of the okx-v5 reference names for commands and sockets, by its class there. */
const CLASSES: Readonly<Record<Exclude<CodeClass, "OK">, string>> = {
  REJ: `50000 50002 50006 50010 50014-50016 50024 50025 50036 50037 50039 50044 50045 50047-50050 50055-50058 50063 50064 50067
    50069 50075-50077 50115 51000-51008 51012 51014 51015 51017-51023 51025-51027 51031 51033 51043-51053 51056 51071 51076-51108
    51111 51112 51115-51117 51119-51122 51125-51127 51129 51131-51139 51144 51148 51150 51165 51167-51171 51174 51177 51178 51180
    51185-51187 51201-51206 51214 51250-51281 51298-51333 51403 51406-51409 51413 51500-51502 51506 51511 51512 51514 51521-51532
    51536 51538 51539 51543 51600-51602 54004 54006 54009 54011 54018 54019 54029-54031 54035 54036 54039-54046 54049 54051
    54070-54075 54078 54079 54084 54085 58350 59000 59101 59102 59105 59107 59108 59110 59112 59128 59200 59245 59247 60008
    60011-60013 60018 60019 60027 60028 60033 64000-64002 64004`,
  TEMP: `50017-50023 50046 50062 51028-51030 51034 51109 51110 51123 51124 51140 51142 51196 51197 51288 51290 51294 51404 51505
    51507 51508 51513 52000 54008 54012 54047 54048 54094 64008`,
  RL: "50011 50040 50061 51113 60014 60023",
  UNK: "50004 50013 50026 51054 51149 51412 63999 64007",
  MAINT: "50001",
  DUP: "50042 50071 51011 51016 51065 51068",
  NF: "51063 51400 51603",
  DONE: "51401 51402 51405 51410 51416 51503 51509 51510",
  CFG: `50005 50038 50053 50072 51010 51035-51038 51041 51042 51072-51075 51128 51130 51155 51159 51166 51209-51213 51411 54000
    54001 54005 54007 54024-54028 54092 54109 59113 59114 64003`,
  AUTH: `50007-50009 50012 50027-50030 50032 50033 50035 50041 50051 50052 50059 50060 50100-50114 50116 50118-50122 51009 51024
    59506 60004-60007 60009 60024 60026 60031 60032`,
}

const OPERATIONS: readonly Operation[] = ["place", "amend", "cancel"]
/** Neither success nor failure: the order is asked about before anything else. */
const UNKNOWN_CLASSES: readonly string[] = ["UNK", "MAINT", "DUP"]
/** What is said of an order that exists already; of a placement it makes no sense, so it proves nothing. */
const ABOUT_AN_ORDER: readonly string[] = ["NF", "DONE"]
const AGAIN_BEFORE_X: Readonly<Record<string, string>> = {
  "50011": "before-x",
  "50061": "before-x",
  "50102": "before-x-after-clock-sync",
}

function codesOf(runs: string): string[] {
  return runs.split(/\s+/).flatMap((run) => {
    const [first, last = first] = run.split("-").map(Number)
    if (first === undefined || last === undefined) return []
    return Array.from({ length: last - first + 1 }, (_, index) => String(first + index))
  })
}

function expected(codeClass: string, operation: Operation): string {
  if (UNKNOWN_CLASSES.includes(codeClass)) return "unknown"
  return operation === "place" && ABOUT_AN_ORDER.includes(codeClass) ? "unknown" : "refused"
}

/** What the code means as the answer to one order, in an HTTP 200 envelope. */
function outcomeOf(operation: Operation, code: string) {
  const row = { ordId: "", clOrdId: "c1", tag: "", sCode: code, sMsg: "" }
  const envelope = { code: "1", msg: "", data: [row], inTimeUs: undefined, outTimeUs: undefined }
  const answer = { kind: "envelope", status: 200, envelope } as const
  const [outcome] = outcomesOf({ operation, targets: [{ clOrdId: "c1" }], answer, decode: placeAck })
  assert.ok(outcome !== undefined)
  return outcome
}

test("section 9 code by code, so each has its class and no code is in the table beside them", () => {
  const named = new Map(
    Object.entries(CLASSES).flatMap(([codeClass, runs]) => codesOf(runs).map((code) => [code, codeClass] as const)),
  )
  assert.ok(named.size > 400, `${named.size} codes`)
  for (const [code, codeClass] of named) assert.equal(CODES.get(code)?.codeClass, codeClass, code)
  assert.deepEqual(
    [...CODES.keys()].filter((code) => !named.has(code)),
    ["0"],
  )
})

test("each class for each operation, so a certain refusal is only where the exchange promises that nothing was done", () => {
  for (const [codeClass, runs] of Object.entries(CLASSES)) {
    for (const code of codesOf(runs)) {
      for (const operation of OPERATIONS) {
        const want = expected(codeClass, operation)
        const outcome = outcomeOf(operation, code)
        assert.equal(verdictOf(operation, code), want, `${operation} ${code}`)
        assert.equal(outcome.kind, want, `${operation} ${code}`)
        if (outcome.kind === "refused")
          assert.equal(outcome.again, AGAIN_BEFORE_X[code] ?? "no", `${operation} ${code}`)
      }
    }
  }
})

test("the protocol's doubtful codes by name, so the list of the protocol and the classes are the same list", () => {
  const doubtful = codesOf(`${CLASSES.UNK} ${CLASSES.MAINT} ${CLASSES.DUP}`)
  const listed = "50001 50004 50013 50026 51054 51149 64007 51016 50071 51011 50042".split(" ")
  // Beyond the protocol's list: a cancel that timed out, a login error of theirs, and ids of attached orders seen before.
  const further = "51412 63999 51065 51068".split(" ")
  assert.deepEqual(doubtful.sort(), [...listed, ...further].sort())
})

test("any five digits that are in no table, so unknown for every operation", () => {
  const unlisted = ["50003", "50117", "51001x", "51604", "59999", "70000", ""]
  for (const code of unlisted) {
    for (const operation of OPERATIONS) assert.equal(verdictOf(operation, code), "unknown", `${operation} "${code}"`)
  }
})
