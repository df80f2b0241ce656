// The import rules on small bad samples: each must be found, and its good twin must not.

import assert from "node:assert/strict"
import { test } from "node:test"
import {
  importsOf,
  packageDoors,
  packageGraph,
  packageManifests,
  paperStandsApart,
  twoVocabularies,
} from "./imports.ts"
import { type Rule, treeOf } from "./tree.ts"

function whys(rule: Rule, texts: Record<string, string>): string[] {
  return rule(treeOf(texts)).map(({ path, line, why }) => `${path}:${line ?? 0} ${why}`)
}

function manifest(fields: object): string {
  return JSON.stringify({ exports: { ".": "./src/index.ts" }, ...fields })
}

test("every form of import is seen, so that none slips past the rules", () => {
  const text = [
    'import type { A, B as C } from "@okx-oms/one"',
    'import * as all from "@okx-oms/two"',
    'export { D } from "@okx-oms/three"',
    'export * from "@okx-oms/four"',
    'const later = await import("@okx-oms/five")',
    'type E = import("@okx-oms/six").E',
    'import "@okx-oms/seven"',
    'const text = "import x from \\"@okx-oms/none\\""',
  ].join("\n")
  assert.deepEqual(
    importsOf(treeOf({ "packages/a/src/x.ts": text })).map(({ line, specifier, names }) => [
      line,
      specifier,
      names.join(),
    ]),
    [
      [1, "@okx-oms/one", "A,B"],
      [2, "@okx-oms/two", "*"],
      [3, "@okx-oms/three", "D"],
      [4, "@okx-oms/four", "*"],
      [5, "@okx-oms/five", "*"],
      [6, "@okx-oms/six", "*"],
      [7, "@okx-oms/seven", ""],
    ],
  )
})

test("core imports trading, so a finding; trading imports core, so none", () => {
  const bad = whys(packageGraph, { "packages/core/src/x.ts": 'import { a } from "@okx-oms/trading"' })
  assert.match(bad.join(), /^packages\/core\/src\/x\.ts:1 .*must not know trading; it may import nothing/)
  assert.deepEqual(whys(packageGraph, { "packages/trading/src/x.ts": 'import { a } from "@okx-oms/core"' }), [])
})

test("an example imports server, so a finding: nothing imports server", () => {
  const bad = whys(packageGraph, { "examples/one/src/x.ts": 'import { a } from "@okx-oms/server"' })
  assert.match(bad.join(), /nothing imports server/)
})

test("a source of okx-client imports the paper exchange, so a finding; its test may", () => {
  const text = 'import { a } from "@okx-oms/paper-exchange"'
  assert.equal(whys(packageGraph, { "packages/okx-client/src/x.ts": text }).length, 1)
  assert.deepEqual(whys(packageGraph, { "packages/okx-client/src/x.io.test.ts": text }), [])
})

test("a package without a row in the graph imports ours, so a finding", () => {
  const bad = whys(packageGraph, { "packages/novel/src/x.ts": 'import { a } from "@okx-oms/core"' })
  assert.match(bad.join(), /no row in PACKAGE_GRAPH/)
})

test("a package imports itself by name, so a finding", () => {
  assert.match(whys(packageGraph, { "packages/core/src/x.ts": 'import "@okx-oms/core"' }).join(), /by path/)
})

test("an import that package.json does not name, so a finding; named, so none", () => {
  const source = { "packages/trading/src/x.ts": 'import { a } from "@okx-oms/core"\nimport ws from "ws"' }
  const bad = whys(packageManifests, { ...source, "packages/trading/package.json": manifest({}) })
  assert.equal(bad.length, 2)
  assert.match(bad.join(), /import @okx-oms\/core, which dependencies do not name/)
  const dependencies = { "@okx-oms/core": "0.1.0", ws: "1.0.0" }
  assert.deepEqual(
    whys(packageManifests, { ...source, "packages/trading/package.json": manifest({ dependencies }) }),
    [],
  )
})

test("a development dependency that a source imports, so a finding, but for what is private and never installed alone", () => {
  const source = { "packages/bench/src/x.ts": 'import ws from "ws"' }
  const devDependencies = { ws: "1.0.0" }
  const why = (facts: object): string =>
    whys(packageManifests, {
      ...source,
      "packages/bench/package.json": JSON.stringify({ devDependencies, ...facts }),
    }).join()
  assert.match(why({}), /import ws, which dependencies do not name/)
  assert.equal(why({ private: true }), "")
})

test("a declared dependency that only a test imports, so a finding", () => {
  const bad = whys(packageManifests, {
    "packages/trading/package.json": manifest({ dependencies: { "@okx-oms/core": "0.1.0" } }),
    "packages/trading/src/x.test.ts": 'import { a } from "@okx-oms/core"',
  })
  assert.match(bad.join(), /no source imports it/)
})

test("package.json depends against the graph, so a finding, in tests too", () => {
  const dependencies = { "@okx-oms/server": "0.1.0" }
  const source = { "packages/oms/src/x.ts": 'import "@okx-oms/server"' }
  assert.match(
    whys(packageManifests, { ...source, "packages/oms/package.json": manifest({ dependencies }) }).join(),
    /graph does not allow/,
  )
  const dev = whys(packageManifests, { "packages/oms/package.json": manifest({ devDependencies: dependencies }) })
  assert.match(dev.join(), /in tests, which the package graph does not allow/)
})

test("a test imports what nobody declares, so a finding; a development dependency of the root is enough", () => {
  const files = {
    "packages/core/package.json": manifest({}),
    "packages/core/src/x.test.ts": 'import fc from "fast-check"',
  }
  assert.match(whys(packageManifests, files).join(), /tests import fast-check/)
  const root = JSON.stringify({ devDependencies: { "fast-check": "4.0.0" } })
  assert.deepEqual(whys(packageManifests, { ...files, "package.json": root }), [])
})

test("a path into another package, so a finding, however it is written", () => {
  for (const specifier of ["../../core/src/decimal.ts", "../../../packages/core/src/decimal.ts"]) {
    assert.match(
      whys(packageDoors, { "packages/trading/src/x.ts": `import { a } from "${specifier}"` }).join(),
      /by path/,
    )
  }
  assert.deepEqual(whys(packageDoors, { "packages/trading/src/a/x.ts": 'import { a } from "../b/y.ts"' }), [])
})

test("a source imports what is made for tests, so a finding; a test may", () => {
  const text = 'import { a } from "./testing/desk.ts"'
  assert.match(whys(packageDoors, { "packages/core/src/x.ts": text }).join(), /made for tests/)
  assert.match(whys(packageDoors, { "packages/core/src/x.ts": 'import "./y.test.ts"' }).join(), /made for tests/)
  assert.deepEqual(whys(packageDoors, { "packages/core/src/x.test.ts": text }), [])
})

test("a name past the exports, so a finding; a listed door, so none", () => {
  const text = { "packages/oms/src/x.ts": 'import { a } from "@okx-oms/trading/contract"' }
  assert.match(
    whys(packageDoors, { ...text, "packages/trading/package.json": manifest({}) }).join(),
    /past the doors of trading/,
  )
  const open = JSON.stringify({ exports: { ".": "./src/index.ts", "./contract": "./src/contract/index.ts" } })
  assert.deepEqual(whys(packageDoors, { ...text, "packages/trading/package.json": open }), [])
})

test("paper-exchange takes Order from core, so a finding; Decimal, so none", () => {
  const path = "packages/paper-exchange/src/engine/x.ts"
  assert.match(
    whys(paperStandsApart, { [path]: 'import { type Decimal, type Order } from "@okx-oms/core"' }).join(),
    /takes Order from core/,
  )
  assert.match(whys(paperStandsApart, { [path]: 'import * as core from "@okx-oms/core"' }).join(), /takes \* from core/)
  assert.deepEqual(whys(paperStandsApart, { [path]: 'import { type Decimal, Decimals } from "@okx-oms/core"' }), [])
})

test("wire/ takes Price from core, so a finding; the file beside it may", () => {
  const text = 'import type { Price } from "@okx-oms/core"'
  assert.equal(whys(twoVocabularies, { "packages/okx-client/src/wire/x.ts": text }).length, 1)
  assert.deepEqual(whys(twoVocabularies, { "packages/okx-client/src/x.ts": text }), [])
})

test("a file that is no gateway imports trading, so a finding", () => {
  const text = 'import type { Clock } from "@okx-oms/trading"'
  assert.equal(whys(twoVocabularies, { "packages/okx-client/src/rest.ts": text }).length, 1)
  assert.equal(whys(twoVocabularies, { "packages/okx-client/src/wire/x.ts": text }).length, 1)
  assert.deepEqual(whys(twoVocabularies, { "packages/okx-client/src/gateway-orders.ts": text }), [])
})
