import assert from "node:assert/strict"
import { test } from "node:test"
import { fillRow } from "./fill-testing.ts"
import { type FillPage, mergedFills, reachesBack } from "./loaded-fills.ts"

const fills = ["buy 1 at 100", "buy 2 at 101", "sell 3 at 102", "sell 4 at 103"].map((line) => fillRow(line))
const [first, second, third, fourth] = fills as [
  (typeof fills)[0],
  (typeof fills)[0],
  (typeof fills)[0],
  (typeof fills)[0],
]

function part(change: Partial<FillPage>): FillPage {
  return { account: "paper", rows: [], nextCursor: null, fault: undefined, ...change }
}

test("pages and the stream have the same fill, so it stands once, by the page's word, newest first", () => {
  const corrected = { ...third, price: "102.5" }
  const pages = [[part({ rows: [corrected, second], nextCursor: "x" })], [part({ rows: [first] })]]
  assert.deepEqual(mergedFills(pages, [fourth, third]), [fourth, corrected, second, first])
})

test("a fill that was found late, so it stands at the time of its execution", () => {
  assert.deepEqual(mergedFills([[part({ rows: [third, first] })]], [second]), [third, second, first])
})

test("two accounts, one with more pages, so a day is reached when each has come before it or to its end", () => {
  const other = part({ account: "other", rows: [fourth], nextCursor: "y" })
  const whole = part({ rows: [third] })
  assert.equal(reachesBack([[whole, other]], fourth.at), false)
  assert.equal(reachesBack([[whole, other], [{ ...other, rows: [first] }]], second.at), true)
  assert.equal(reachesBack([[whole]], first.at), true)
})
