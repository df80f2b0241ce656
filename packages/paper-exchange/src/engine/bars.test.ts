// Where bars begin: by the clock of UTC+8 or UTC, weeks on Monday, months as in the calendar.

import assert from "node:assert/strict"
import { test } from "node:test"
import { barNamed, barStart, nextBarStart } from "./bars.ts"

const AT = "2026-03-18T21:47:31.500Z" // a Wednesday, in UTC+8 already Thursday

const STARTS: readonly [bar: string, start: string, next: string][] = [
  ["1s", "2026-03-18T21:47:31Z", "2026-03-18T21:47:32Z"],
  ["1m", "2026-03-18T21:47:00Z", "2026-03-18T21:48:00Z"],
  ["15m", "2026-03-18T21:45:00Z", "2026-03-18T22:00:00Z"],
  ["4H", "2026-03-18T20:00:00Z", "2026-03-19T00:00:00Z"],
  ["6H", "2026-03-18T16:00:00Z", "2026-03-18T22:00:00Z"],
  ["6Hutc", "2026-03-18T18:00:00Z", "2026-03-19T00:00:00Z"],
  ["12H", "2026-03-18T16:00:00Z", "2026-03-19T04:00:00Z"],
  ["1D", "2026-03-18T16:00:00Z", "2026-03-19T16:00:00Z"],
  ["1Dutc", "2026-03-18T00:00:00Z", "2026-03-19T00:00:00Z"],
  ["1W", "2026-03-15T16:00:00Z", "2026-03-22T16:00:00Z"],
  ["1Wutc", "2026-03-16T00:00:00Z", "2026-03-23T00:00:00Z"],
  ["1M", "2026-02-28T16:00:00Z", "2026-03-31T16:00:00Z"],
  ["1Mutc", "2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z"],
  ["3Mutc", "2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z"],
  ["1Yutc", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"],
]

for (const [name, start, next] of STARTS) {
  test(`${name} at ${AT}, so the bar is from ${start} to ${next}`, () => {
    const bar = barNamed(name)
    assert.ok(bar)
    const startMs = barStart(Date.parse(AT), bar)
    assert.equal(startMs, Date.parse(start))
    assert.equal(nextBarStart(startMs, bar), Date.parse(next))
  })
}

test("bars that OKX does not have, so there are none", () => {
  for (const name of ["7m", "1h", "2Mutc", "1Dutc8", ""]) assert.equal(barNamed(name), undefined)
})
