import assert from "node:assert/strict"
import { test } from "node:test"
import { format } from "@okx-oms/core"
import { decimalOf, decimalOrZero, MalformedRow, millisOf, neededDecimal, queryOf } from "./field.ts"

test("'' , null and a missing field are undefined, so nothing is taken for zero by accident", () => {
  for (const value of ["", null, undefined]) {
    assert.equal(decimalOf(value, "px"), undefined)
    assert.equal(millisOf(value, "ts"), undefined)
    assert.throws(() => neededDecimal(value, "px"), MalformedRow)
  }
  assert.equal(format(decimalOrZero("", "fee")), "0")
})

test("long decimals keep every digit, so no fee is rounded on the way in", () => {
  for (const text of ["-0.0000005417118093", "8694.217940337829020", "9999999999.0000000000000000", "0.00000001"]) {
    assert.equal(Number(format(neededDecimal(text, "x"))), Number(text))
  }
  assert.equal(format(neededDecimal("8694.2179403378290201", "bal")), "8694.2179403378290201")
})

test("scientific form is read exactly, so it would not stop a feed", () => {
  const cases = { "1E-8": "0.00000001", "1.5e-7": "0.00000015", "2e3": "2000", "-4E0": "-4" }
  for (const [text, plain] of Object.entries(cases)) assert.equal(format(neededDecimal(text, "x")), plain)
})

test("text that is no number is malformed, so it is never read as one", () => {
  for (const text of ["abc", "1,5", " 1", "0x10", "NaN", "Infinity", "1e999"]) {
    assert.throws(() => decimalOf(text, "px"), MalformedRow, text)
  }
  for (const text of ["abc", "1.5", "99999999999999999999"])
    assert.throws(() => millisOf(text, "ts"), MalformedRow, text)
})

test("a query leaves out what is not asked and encodes the rest, so what is signed is what is sent", () => {
  assert.equal(queryOf({ a: undefined, b: "" }), "")
  assert.equal(
    queryOf({ instId: "BTC-USDT", ordType: "limit,post_only", limit: 5 }),
    "?instId=BTC-USDT&ordType=limit%2Cpost_only&limit=5",
  )
})
