// Symbols in payloads that were recorded from OKX, where they lie beside the project.

import assert from "node:assert/strict"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { test } from "node:test"
import { parseSymbol, symbolParts } from "./symbol.ts"

test("every instrument id in recorded payloads, so a symbol whose kind agrees with OKX's instType", (t) => {
  const folder = ["../shared/okx/fixtures/open", "../shared/okx/fixtures"]
    .map((path) => resolve(import.meta.dirname, "../../..", path))
    .find((path) => existsSync(path))
  if (folder === undefined) return t.skip("skipped: no recorded payloads beside the project")
  const kinds = new Map([
    ["SPOT", "spot"],
    ["MARGIN", "spot"],
    ["SWAP", "swap"],
    ["FUTURES", "futures"],
    ["OPTION", "option"],
  ])
  let seen = 0
  const look = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return
    const { instId, instType } = value as { instId?: unknown; instType?: unknown }
    if (typeof instId === "string" && instId !== "") {
      const { kind } = symbolParts(parseSymbol(instId))
      if (typeof instType === "string" && kinds.has(instType)) assert.equal(kind, kinds.get(instType), instId)
      seen++
    }
    for (const inner of Object.values(value)) look(inner)
  }
  for (const name of readdirSync(folder)) {
    if (!/\.jsonl?$/.test(name) || /sprd|spread|index/.test(name)) continue
    const text = readFileSync(join(folder, name), "utf8")
    for (const part of name.endsWith("l") ? text.split("\n").filter((line) => line.trim() !== "") : [text])
      look(JSON.parse(part))
  }
  assert.ok(seen > 100, `${seen} ids seen`)
})
