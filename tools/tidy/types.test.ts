// The rules about types on small bad samples.

import assert from "node:assert/strict"
import { test } from "node:test"
import { treeOf } from "./tree.ts"
import { brandsMintedOnce, brandsOf, compilerIsHeard } from "./types.ts"

const SILENCED: readonly (readonly [string, RegExp])[] = [
  ["export let a: any", /^any/],
  ["export const a = b as any[]", /^any/],
  ["export function f<T = any>(x: T) {}", /^any/],
  ["export const a = b as unknown as string", /through unknown/],
  ["export const a = (b as unknown) as string", /through unknown/],
  ["export const a = b!.c", /non-null/],
  ["export const a = b![0]!", /non-null/],
  ["export let a!: string", /definite/],
  ["class A { b!: string }", /definite/],
  [`// @ts-${"ignore"}\nexport const a = 1`, /@ts-/],
  [`const a = 1 // @ts-${"expect-error"} because`, /@ts-/],
  [`/* @ts-${"nocheck"} */`, /@ts-/],
]

for (const [text, expected] of SILENCED) {
  test(`a source says ${JSON.stringify(text)}, so a finding`, () => {
    assert.match(
      compilerIsHeard(treeOf({ "tools/x.ts": text }))
        .map(({ why }) => why)
        .join(" | "),
      expected,
    )
  })
}

test("any, ! and unknown in texts, names and tests of truth, so no finding", () => {
  const text = [
    "// any of them; as unknown as it may be!",
    'export const any = "as unknown as" !== `b!.c`',
    "export const a = !b && b != null",
    "export const c = JSON.parse(d) as unknown",
    "export const e = f as Readonly<Record<string, unknown>>",
  ].join("\n")
  assert.deepEqual(compilerIsHeard(treeOf({ "tools/x.ts": text })), [])
})

const HOME = [
  "declare const brand: unique symbol",
  'export type Price = string & { readonly [brand]: "Price" }',
  "type Id<Name> = string & { readonly [brand]: Name }",
  'export type OrderId = Id<"OrderId">',
  "export type Plain = string",
  "export const mint = (text: string) => text as Price",
].join("\n")

test("a file declares brands, so the rule knows them all and their home", () => {
  const brands = brandsOf(treeOf({ "packages/core/src/home.ts": HOME }))
  assert.deepEqual([...brands.keys()], ["Price", "Id", "OrderId"])
  assert.equal(brands.get("OrderId"), "packages/core/src/home.ts")
})

test("a brand is minted away from its home, so a finding, inside another type and in tests too", () => {
  const away = [
    "export const a = b as Price",
    "export const c = d as readonly OrderId[]",
    "export const e = <Price>f",
  ].join("\n")
  const files = { "packages/core/src/home.ts": HOME, "packages/core/src/x.test.ts": away }
  assert.deepEqual(
    brandsMintedOnce(treeOf(files)).map(({ path, line }) => `${path}:${line}`),
    [1, 2, 3].map((line) => `packages/core/src/x.test.ts:${line}`),
  )
})

test("a brand is named without a cast, so no finding", () => {
  const files = {
    "packages/core/src/home.ts": HOME,
    "tools/x.ts": "export const a: Price = b\nexport const c = d as Plain\nexport const e = { as: Price }",
  }
  assert.deepEqual(brandsMintedOnce(treeOf(files)), [])
})
