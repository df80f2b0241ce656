// The rule about docs/promises.md: what is promised is kept by tests that exist. A promise names files and how the names of its tests begin; a test that is renamed
// or gone is a finding, and so is a promise without one.

import type { Finding, Tree } from "./tree.ts"

const PATH = "docs/promises.md"
const NAMED = /^- \[`([^`]+)`\]\(\.\.\/([^)]+)\): (.+)$/
const BEYOND = "Not promised"

export function promises(tree: Tree): readonly Finding[] {
  const text = tree.files.get(PATH)
  if (text === undefined)
    return [{ path: PATH, why: "it is gone: a reader wants to know what is promised and what keeps it" }]
  const findings: Finding[] = []
  let promise: { readonly title: string; readonly line: number; tests: number } | undefined
  const end = (): void => {
    if (promise?.tests === 0)
      findings.push({ path: PATH, line: promise.line, why: `"${promise.title}" names no test that keeps it` })
  }
  for (const [index, line] of text.split("\n").entries()) {
    const title = /^## (.+)$/.exec(line)?.[1]
    if (title !== undefined) {
      end()
      promise = title === BEYOND ? undefined : { title, line: index + 1, tests: 0 }
    }
    const [, file, link, names = ""] = NAMED.exec(line) ?? []
    if (file === undefined || promise === undefined) continue
    if (file !== link) findings.push({ path: PATH, line: index + 1, why: `${file} is linked as ${link}` })
    const source = tree.files.get(file)
    if (source === undefined) findings.push({ path: PATH, line: index + 1, why: `${file} does not exist` })
    for (const [, beginning = ""] of names.matchAll(/"([^"]+)"/g)) {
      promise.tests++
      const begins = source === undefined || ['"', "'", "`"].some((quote) => source.includes(quote + beginning))
      if (!begins) findings.push({ path: PATH, line: index + 1, why: `${file} has no test "${beginning}..."` })
    }
  }
  end()
  return findings
}
