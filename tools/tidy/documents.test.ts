// The rules about documents, versions and words on small bad samples. Forbidden words are put together here, so that this file may hold them.

import assert from "node:assert/strict"
import { test } from "node:test"
import { architectureRows, decisions, dependencies, foreignWords, readmeOpens, refusalRows } from "./documents.ts"
import { type Rule, treeOf } from "./tree.ts"

function whys(rule: Rule, texts: Record<string, string>): string {
  return rule(treeOf(texts))
    .map(({ why }) => why)
    .join(" | ")
}

test("a package without a row, so a finding; a row about a longer name does not count", () => {
  const packages = { "packages/core/package.json": "{}" }
  assert.match(whys(architectureRows, packages), /no row about packages\/core/)
  assert.match(
    whys(architectureRows, { ...packages, "ARCHITECTURE.md": "core is pure\n| `core-extra` | x |" }),
    /no row/,
  )
  assert.equal(whys(architectureRows, { ...packages, "ARCHITECTURE.md": "| `packages/core` | pure |" }), "")
})

test("a refusal code without a row, a row without a code, a row twice, so findings", () => {
  const code = { "packages/core/src/refusal.ts": 'export type R = { code: "not-ready" } | { code: "inbox-full" }' }
  assert.equal(whys(refusalRows, { ...code, "docs/refusals.md": "| `not-ready` | a |\n| `inbox-full` | b |" }), "")
  assert.match(whys(refusalRows, { ...code, "docs/refusals.md": "| `not-ready` | a |" }), /no row .*inbox-full/)
  assert.match(
    whys(refusalRows, { ...code, "docs/refusals.md": "| `not-ready` |\n| `inbox-full` |\n| `old` |" }),
    /`old` is no refusal code/,
  )
  assert.match(
    whys(refusalRows, { ...code, "docs/refusals.md": "| `not-ready` |\n| `inbox-full` |\n| `not-ready` |" }),
    /two rows/,
  )
})

test("a decision too long, wrongly named, missing or doubled, so a finding", () => {
  const one = { "docs/decisions/0001-a.md": "# A\n".repeat(40) }
  assert.equal(whys(decisions, one), "")
  assert.match(whys(decisions, {}), /no decision/)
  assert.match(whys(decisions, { "docs/decisions/0001-a.md": "a\n".repeat(41) }), /41 lines/)
  assert.match(whys(decisions, { ...one, "docs/decisions/two.md": "" }), /is called NNNN/)
  assert.match(whys(decisions, { ...one, "docs/decisions/0003-c.md": "" }), /decision 2 is missing/)
  assert.match(whys(decisions, { ...one, "docs/decisions/0001-b.md": "" }), /used twice/)
})

test("a README that opens with anything but the two commands, so a finding", () => {
  assert.equal(whys(readmeOpens, { "README.md": "# OMS\n\n```sh\nnpm install\nnpm start\n```\n" }), "")
  assert.match(whys(readmeOpens, {}), /no README/)
  assert.match(whys(readmeOpens, { "README.md": "# OMS\n" }), /two commands/)
  assert.match(
    whys(readmeOpens, { "README.md": "```sh\nnpm install\nnpm run setup\nnpm start\n```\n" }),
    /two commands/,
  )
  assert.match(
    whys(readmeOpens, { "README.md": `${"word\n".repeat(30)}\`\`\`sh\nnpm install\nnpm start\n\`\`\`\n` }),
    /two commands/,
  )
})

test("a range instead of a version, so a finding, in every kind of dependency", () => {
  for (const version of ["^1.0.0", "~1.0.0", "1.x", "*", "latest", ">=1.0.0", "git+https://a.example/b"]) {
    const text = JSON.stringify({ devDependencies: { one: version } })
    assert.match(
      whys((tree) => dependencies(tree, {}), { "package.json": text }),
      /versions are exact/,
    )
  }
  const exact = JSON.stringify({ devDependencies: { one: "1.0.0" }, optionalDependencies: { two: "1.0.0-rc.1" } })
  assert.equal(
    whys((tree) => dependencies(tree, {}), { "package.json": exact }),
    "",
  )
})

test("a run-time dependency that no table allows or no decision names, so a finding; one that is gone too", () => {
  const files = { "packages/a/package.json": JSON.stringify({ dependencies: { ws: "1.0.0" } }) }
  const named = { "docs/decisions/0001-sockets.md": "`ws` is faster." }
  const table = { "packages/a": ["ws"] }
  assert.equal(
    whys((tree) => dependencies(tree, table), { ...files, ...named }),
    "",
  )
  assert.match(
    whys((tree) => dependencies(tree, {}), files),
    /ws is not in RUNTIME_DEPENDENCIES/,
  )
  assert.match(
    whys((tree) => dependencies(tree, table), { ...files, "docs/decisions/0001-x.md": "Over ws://" }),
    /no decision names ws/,
  )
  assert.match(
    whys((tree) => dependencies(tree, table), { "packages/a/package.json": "{}", ...named }),
    /used no more/,
  )
})

const FOREIGN_WORDS = [
  `see /${"work"}/main/x`,
  `cd /${"tmp"}/x`,
  `https://${"registry"}.npmjs.org/ws`,
  `in ${"this"} session we`,
  `written by ${"Clau"}de`,
  `an ${"A"}I wrote it`,
  `// ${"TO"}DO later`,
  `fixes ${"issue"} 12`,
  `after (${"#"}345)`,
  `test.${"only"}("x", f)`,
  `it.${"skip"}("x", f)`,
]

for (const text of FOREIGN_WORDS) {
  test(`a file says ${JSON.stringify(text)}, so a finding`, () => {
    assert.equal(
      foreignWords(treeOf({ "docs/x.md": `Fine.\n${text}\n` }))
        .map(({ line }) => line)
        .join(),
      "2",
    )
  })
}

test("words that only look like them, so no finding", () => {
  const text =
    "A logged-in session; MAIN; src/work/x; https://a.example/tmp/x; #field; hackers; test.skipped; #a1b2c3; (1)"
  assert.equal(whys(foreignWords, { "docs/x.md": text }), "")
})
