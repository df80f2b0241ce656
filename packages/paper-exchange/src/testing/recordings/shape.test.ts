// The comparison of shapes by itself, so that a silent comparison cannot pass for an equal shape.

import assert from "node:assert/strict"
import { test } from "node:test"
import { additions, differences, textKind } from "./shape.ts"

test("texts of every kind, so each is told from the others", () => {
  const kinds = ["", "true", "1700000000000", "1700000000000123", "-0.5", "12", "1E-10", "buy"].map(textKind)
  assert.deepEqual(kinds, ["empty", "flag", "milliseconds", "microseconds", "number", "number", "number", "word"])
})

test("a field is missing, of another type or another kind of text, so each is named with its path", () => {
  const recorded = { data: [{ ts: "1700000000000", sz: "1", seqId: 3, tuple: ["1", "2"], state: "live" }] }
  const answer = { data: [{ ts: "1700000000", seqId: "3", tuple: ["1"], state: "1" }] }
  assert.deepEqual(differences(recorded, answer), [
    ".data[0].ts: milliseconds recorded, number here",
    ".data[0].sz: missing",
    ".data[0].seqId: number recorded, string here",
    ".data[0].tuple: 2 recorded, 1 here",
    ".data[0].state: word recorded, number here",
  ])
})

test("what a recording leaves empty, so it may be filled, and what it fills may not be empty", () => {
  assert.deepEqual(differences({ px: "" }, { px: "1" }), [])
  assert.deepEqual(differences({ px: "1" }, { px: "" }), [".px: number recorded, empty here"])
  assert.deepEqual(differences({ rows: [{}] }, { rows: [] }), [".rows: rows recorded, none here"])
})

test("a field nobody recorded, so it is named too", () => {
  assert.deepEqual(additions({ a: [{ b: "" }] }, { a: [{ b: "", c: "" }], d: 1 }), [".a[0].c: added", ".d: added"])
})
