// Figures and times as the person chose to have them written.

import assert from "node:assert/strict"
import { afterEach, test } from "node:test"
import { grouped } from "./amounts.ts"
import { clockText, dateText } from "./time.ts"
import { setWriting, zoneName } from "./writing.ts"

const AT = "2026-01-31T23:03:09.250Z"

afterEach(() => setWriting({ zone: "local", grouping: "comma" }))

test("another sign between thousands, so the digits stay what they are", () => {
  assert.equal(grouped("-1234567.25"), "-1,234,567.25")
  setWriting({ zone: "local", grouping: "space" })
  assert.equal(grouped("1234567.25"), "1\u202f234\u202f567.25")
  setWriting({ zone: "local", grouping: "none" })
  assert.equal(grouped("1234567.25"), "1234567.25")
})

test("UTC, so times and dates are those of UTC wherever the page is looked at", () => {
  setWriting({ zone: "utc", grouping: "comma" })
  assert.equal(clockText(AT), "23:03:09.250")
  assert.equal(dateText(AT, Date.parse(AT)), "31 Jan 23:03:09")
  assert.equal(dateText(AT, Date.parse("2027-01-01T00:00:00Z")), "31 Jan 2026 23:03:09")
  assert.equal(zoneName(new Date(AT)), "UTC")
})

test("the person's own zone, so its name says how far it is from UTC", () => {
  const at = (minutesBehind: number) => Object.assign(new Date(AT), { getTimezoneOffset: () => minutesBehind })
  assert.equal(zoneName(at(-120)), "UTC+2")
  assert.equal(zoneName(at(210)), "UTC−3:30")
  assert.equal(zoneName(at(0)), "UTC")
})
