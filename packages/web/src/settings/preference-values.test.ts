// What was kept of a person's choices, read again: bad values fall back one by one.

import assert from "node:assert/strict"
import { test } from "node:test"
import { FRESH, openingScope, preferencesFrom } from "./preference-values.ts"

test("nothing kept, no JSON, or JSON that is no record, so everything is as on a fresh page", () => {
  for (const kept of [null, "", "{", "null", "[1]", '"dark"', "7"]) assert.deepEqual(preferencesFrom(kept), FRESH)
})

test("what was chosen, so it is read again as it was", () => {
  const chosen = {
    theme: "dark",
    density: "roomy",
    palette: "colour-blind",
    flash: false,
    zone: "utc",
    grouping: "space",
    scope: "main",
    startScope: "all",
    keys: { "orders.cancel": "c" },
  }
  assert.deepEqual(preferencesFrom(JSON.stringify(chosen)), chosen)
})

test("one bad value among good ones, so that one falls back and the others hold", () => {
  const kept = { theme: "mauve", density: "roomy", flash: "yes", zone: 7, keys: { a: 1, b: "", c: "x" }, scope: "" }
  assert.deepEqual(preferencesFrom(JSON.stringify(kept)), { ...FRESH, density: "roomy", keys: { c: "x" } })
})

test("an older page's choices, so what it did not know is fresh", () => {
  assert.deepEqual(preferencesFrom('{"theme":"light","scope":"main"}'), { ...FRESH, theme: "light", scope: "main" })
})

test("the account to begin with, so the last one only where that was asked for", () => {
  assert.equal(openingScope({ ...FRESH, scope: "main" }), "main")
  assert.equal(openingScope({ ...FRESH, scope: "main", startScope: "all" }), "all")
  assert.equal(openingScope({ ...FRESH, scope: "main", startScope: "trial" }), "trial")
})
