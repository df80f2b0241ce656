// The purity rules on small bad samples: each offence is found by what it is, not by how it is spelled.

import assert from "node:assert/strict"
import { test } from "node:test"
import { corePure, tradingOpensNothing } from "./purity.ts"
import { treeOf } from "./tree.ts"

const OFFENCES: readonly (readonly [string, RegExp])[] = [
  ["export async function f() {}", /no async/],
  ["export const f = async () => 1", /no async/],
  ["export function f(x: AsyncIterable<1>) { for await (const y of x) void y }", /no async/],
  ["export const p = await q()", /no async/],
  ["export type P = Promise<number>", /Promise/],
  ["export const now = Date.now()", /Date/],
  ["export const d = new Date()", /Date/],
  ["export const r = Math.random()", /Math\.random/],
  ["export const e = process.env", /process/],
  ["export const t = performance.now()", /performance/],
  ["setTimeout(() => 1, 2)", /setTimeout/],
  ["globalThis.setTimeout(() => 1, 2)", /globalThis/],
  ["export const x = parseFloat('1')", /parseFloat/],
  ["console.log(1)", /console/],
  ['import { readFileSync } from "node:fs"', /imports node:fs/],
  ['import { z } from "zod"', /imports zod/],
]

for (const [text, expected] of OFFENCES) {
  test(`core says ${JSON.stringify(text)}, so a finding`, () => {
    const findings = corePure(treeOf({ "packages/core/src/x.ts": `// A sample.\n${text}\n` }))
    assert.ok(findings.length > 0, "nothing found")
    assert.match(findings.map(({ why }) => why).join(" | "), expected)
    assert.ok(findings.every(({ line }) => line === 2))
  })
}

test("core has fields and words called process, Date or async, so no finding", () => {
  const text = [
    "// Date, Promise and process are not used here: await nothing.",
    "export interface A { readonly process: string; Date(): string; fetch: 1 }",
    'export const a = { process: "async", text: "await Promise", performance: `Date` }',
    "export const b = a.process + a.performance",
    "export const c = /Date|process/",
  ].join("\n")
  assert.deepEqual(corePure(treeOf({ "packages/core/src/x.ts": text })), [])
})

test("core says { process } for short, so a finding: that is the global", () => {
  assert.equal(corePure(treeOf({ "packages/core/src/x.ts": "export const a = { process }" })).length, 1)
})

test("a test of core, or another package, is async, so no finding", () => {
  const text = 'import { test } from "node:test"\nexport async function f() { await Date.now() }'
  assert.deepEqual(corePure(treeOf({ "packages/core/src/x.test.ts": text, "packages/oms/src/x.ts": text })), [])
})

test("trading opens a file or a socket, so a finding; it may wait, and its contract suites may do all", () => {
  const found = (path: string, text: string): number => tradingOpensNothing(treeOf({ [path]: text })).length
  assert.equal(found("packages/trading/src/x.ts", 'import { open } from "node:fs/promises"'), 1)
  assert.equal(found("packages/trading/src/x.ts", 'import { connect } from "node:net"'), 1)
  assert.equal(found("packages/trading/src/x.ts", 'import ws from "ws"'), 1)
  assert.equal(found("packages/trading/src/x.ts", 'export const f = () => fetch("x")'), 1)
  assert.equal(found("packages/trading/src/x.ts", 'import type { Order } from "@okx-oms/core"\nawait 1'), 0)
  assert.equal(found("packages/trading/src/contract/x.ts", 'import { test } from "node:test"'), 0)
  assert.equal(found("packages/trading/src/x.test.ts", 'import { test } from "node:test"'), 0)
})
