import assert from "node:assert/strict"
import { test } from "node:test"
import { oldNodeAdvice } from "./old-node.ts"

test("Node 22 or older, so the advice to run it by npm", () => {
  for (const version of ["20.20.2", "22.18.0", "23.11.1"])
    assert.match(oldNodeAdvice(version) ?? "", /Run it by npm, which brings Node 26/)
})

test("Node 24 or newer, so no advice", () => {
  for (const version of ["24.0.0", "26.10.0", "100.0.0"]) assert.equal(oldNodeAdvice(version), undefined)
})
