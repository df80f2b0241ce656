// Names and ends of futures, against dates that a calendar on the wall shows.

import assert from "node:assert/strict"
import { test } from "node:test"
import { aliasOf, expiryOf, nameOfExpiry, quarterExpiry, thisWeekExpiry } from "./futures-calendar.ts"

const at = (text: string): number => Date.parse(`${text}Z`)

const WEEKS = [
  ["a Wednesday", "2026-11-25T12:00:00", "2026-11-27T08:00:00"],
  ["the Friday before eight", "2026-11-27T07:59:59", "2026-11-27T08:00:00"],
  ["the Friday at eight", "2026-11-27T08:00:00", "2026-12-04T08:00:00"],
  ["a Saturday", "2026-11-28T00:00:00", "2026-12-04T08:00:00"],
  ["the last week of a year", "2026-12-30T00:00:00", "2027-01-01T08:00:00"],
] as const

for (const [when, now, end] of WEEKS) {
  test(`this week's future on ${when}, so it ends on ${end}`, () => {
    assert.equal(thisWeekExpiry(at(now)), at(end))
  })
}

const QUARTERS = [
  ["2026-11-01T00:00:00", "2026-12-25T08:00:00", "2027-03-26T08:00:00"],
  // Within its last two weeks a quarter is a weekly future: the next one is listed.
  ["2026-12-14T00:00:00", "2027-03-26T08:00:00", "2027-06-25T08:00:00"],
  ["2026-12-18T09:00:00", "2027-03-26T08:00:00", "2027-06-25T08:00:00"],
  ["2026-01-02T00:00:00", "2026-03-27T08:00:00", "2026-06-26T08:00:00"],
] as const

for (const [now, quarter, next] of QUARTERS) {
  test(`the quarters as seen from ${now}, so they end on ${quarter} and ${next}`, () => {
    assert.equal(quarterExpiry(at(now)), at(quarter))
    assert.equal(quarterExpiry(at(now), 1), at(next))
  })
}

test("names and times, so each gives the other back, and what is no date gives nothing", () => {
  const end = at("2026-12-25T08:00:00")
  assert.equal(nameOfExpiry(end), "261225")
  assert.equal(expiryOf("261225"), end)
  for (const wrong of ["261325", "260231", "2612", "abcdef", "261200"]) assert.equal(expiryOf(wrong), undefined, wrong)
})

test("aliases from a day in November, so weeks, months and quarters have the words that OKX uses", () => {
  const now = at("2026-11-09T00:00:00")
  const words = ["2026-11-13", "2026-11-20", "2026-11-27", "2026-12-25", "2027-03-26", "2026-12-11"].map((day) =>
    aliasOf(at(`${day}T08:00:00`), now),
  )
  assert.deepEqual(words, ["this_week", "next_week", "this_month", "quarter", "next_quarter", ""])
})
