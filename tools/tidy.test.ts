// Architecture as a test: every rule of tools/tidy over the whole project, each finding with its place and its reason. That the rules can
// fail at all is shown beside them (tools/tidy/*.test.ts).

import assert from "node:assert/strict"
import { resolve } from "node:path"
import { test } from "node:test"
import * as documents from "./tidy/documents.ts"
import * as imports from "./tidy/imports.ts"
import { promises } from "./tidy/promises.ts"
import * as purity from "./tidy/purity.ts"
import * as shape from "./tidy/shape.ts"
import { type Finding, type Rule, readTree } from "./tidy/tree.ts"
import * as types from "./tidy/types.ts"

const RULES: Readonly<Record<string, Rule>> = {
  "imports follow the package graph, so that every package can be read and tested without those above it":
    imports.packageGraph,
  "package.json says what is imported, so that each package works when installed alone": imports.packageManifests,
  "packages are entered by their doors, so that the inside of one can change alone": imports.packageDoors,
  "paper-exchange shares only decimals with us, so that it does not share our mistakes": imports.paperStandsApart,
  "okx-client keeps OKX's words and ours apart, so that a change of the wire stays in wire/": imports.twoVocabularies,
  "core is pure, so that the same journal gives the same state on any machine": purity.corePure,
  "trading opens no file and no socket, so that the simulator can be its whole world": purity.tradingOpensNothing,
  "nothing silences the compiler, so that a green type check means something": types.compilerIsHeard,
  "brands are minted in one place, so that a Price in hand was checked": types.brandsMintedOnce,
  "every source opens with what it is for, so that a reader knows whether to read on": shape.headers,
  "files fit one sitting, so that each is about one thing": (tree) => shape.fileLengths(tree),
  "functions fit one screen, so that their branches are seen together": (tree) => shape.functionLengths(tree),
  "every package has its row in ARCHITECTURE.md, so that nothing is found only by accident": documents.architectureRows,
  "every refusal code has its row in docs/refusals.md, so that a refused person finds it": documents.refusalRows,
  "decisions are short and numbered densely, so that they are read and none is lost": documents.decisions,
  "the README opens with the two commands, so that the first minute shows the thing working": documents.readmeOpens,
  "every promise names tests that exist, so that what is promised is kept": promises,
  "versions are exact and run-time dependencies decided, so that no stranger's code arrives unasked": (tree) =>
    documents.dependencies(tree),
  "no word belongs to another place, so that a reader anywhere understands all": documents.foreignWords,
}

const tree = readTree(resolve(import.meta.dirname, ".."))

for (const [name, rule] of Object.entries(RULES)) {
  test(name, () => report(rule(tree)))
}

test("the tree holds the sources, so that no rule is green for lack of a subject", () => {
  assert.ok(tree.sources.size > 40, `${tree.sources.size} sources found`)
  assert.ok(tree.sources.has("packages/core/src/decimal.ts"))
  assert.ok(types.brandsOf(tree).size > 10, [...types.brandsOf(tree).keys()].join(", "))
})

function report(findings: readonly Finding[]): void {
  if (findings.length === 0) return
  const lines = findings.map(({ path, line, why }) => `  ${path}${line === undefined ? "" : `:${line}`}  ${why}`)
  const failure = new Error(
    `${findings.length} finding${findings.length === 1 ? "" : "s"}:\n${lines.sort().join("\n")}`,
  )
  // Where this file stood when it found them helps nobody.
  failure.stack = failure.message
  throw failure
}
