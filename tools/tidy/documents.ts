// Rules about what is written for people: every package, refusal code and decision is where a reader looks for it, the README's first words are
// the two commands, and nothing names a machine or a habit of the place where it was written.

import * as ast from "typescript/unstable/ast"
import { RUNTIME_DEPENDENCIES } from "./tables.ts"
import { eachNode, type Finding, lineAt, type Tree, workspaceOf } from "./tree.ts"

const DECISION = /^docs\/decisions\/(\d{4})-[a-z0-9-]+\.md$/
const DECISION_LINES_MAX = 40

/** ARCHITECTURE.md has one row of a table per package. */
export function architectureRows(tree: Tree): readonly Finding[] {
  const path = "ARCHITECTURE.md"
  const rows = (tree.files.get(path) ?? "").split("\n").filter((line) => line.startsWith("|"))
  const packages = [...tree.files.keys()].flatMap((file) => /^packages\/([^/]+)\/package\.json$/.exec(file)?.[1] ?? [])
  return packages
    .filter((name) => !rows.some((row) => new RegExp(`^\\|[^|]*\\b(?:packages/)?${name}(?![\\w-])`).test(row)))
    .map((name) => ({ path, why: `no row about packages/${name}: a reader finds every package in one table` }))
}

/** docs/refusals.md has one row per refusal code of core, and none for a code that does not exist. */
export function refusalRows(tree: Tree): readonly Finding[] {
  const path = "docs/refusals.md"
  const source = tree.sources.get("packages/core/src/refusal.ts")
  if (source === undefined)
    return [{ path, why: "packages/core/src/refusal.ts is gone: the rule has lost its subject" }]
  const codes = new Set<string>()
  eachNode(source, (node) => {
    if (!ast.isPropertySignatureDeclaration(node) || node.name.getText(source) !== "code" || node.type === undefined)
      return
    if (ast.isLiteralTypeNode(node.type) && ast.isStringLiteral(node.type.literal)) codes.add(node.type.literal.text)
  })
  const rows = [...(tree.files.get(path) ?? "").matchAll(/^\|\s*`([a-z-]+)`\s*\|/gm)]
  const told = rows.map((row) => row[1] ?? "")
  return [
    ...[...codes]
      .filter((code) => !told.includes(code))
      .map((code) => ({ path, why: `no row "| \`${code}\` | ...": a person who is refused looks here` })),
    ...told.filter((code) => !codes.has(code)).map((code) => ({ path, why: `\`${code}\` is no refusal code of core` })),
    ...told
      .filter((code, index) => told.indexOf(code) !== index)
      .map((code) => ({ path, why: `\`${code}\` has two rows` })),
  ]
}

/** Decisions are short and numbered 0001, 0002, ... without a gap. */
export function decisions(tree: Tree): readonly Finding[] {
  const findings: Finding[] = []
  const numbers: number[] = []
  for (const [path, text] of tree.files) {
    if (!path.startsWith("docs/decisions/") || /\/README\.md$/.test(path)) continue
    const number = DECISION.exec(path)?.[1]
    if (number === undefined) {
      findings.push({ path, why: "a decision is called NNNN-what-was-decided.md" })
      continue
    }
    numbers.push(Number(number))
    const lines = text.replace(/\n+$/, "").split("\n").length
    if (lines > DECISION_LINES_MAX)
      findings.push({ path, why: `${lines} lines; a decision has at most ${DECISION_LINES_MAX}, so that it is read` })
  }
  numbers.sort((a, b) => a - b)
  for (const [index, number] of numbers.entries()) {
    if (number === index + 1) continue
    findings.push({
      path: "docs/decisions",
      why: `decision ${index + 1} is missing or one number is used twice (found ${number} in its place)`,
    })
    break
  }
  if (numbers.length === 0) findings.push({ path: "docs/decisions", why: "no decision is recorded" })
  return findings
}

/** The README opens with the two commands that show the thing working. */
export function readmeOpens(tree: Tree): readonly Finding[] {
  const path = "README.md"
  const text = tree.files.get(path)
  if (text === undefined) return [{ path, why: "there is no README" }]
  const block = /^```[a-z]*\n([\s\S]*?)^```/m.exec(text)
  const commands = (block?.[1] ?? "").split("\n").filter((line) => line.trim() !== "" && !line.trim().startsWith("#"))
  const early = block !== null && lineAt(text, block.index) <= 25
  const [install = "", start = ""] = commands
  if (early && commands.length === 2 && /^npm (?:install|ci)\b/.test(install) && /^npm start\b/.test(start)) return []
  return [{ path, why: "its first code block, within 25 lines, is the two commands: npm install, npm start" }]
}

/** Exact versions everywhere, and run-time dependencies only as the table and a decision say. */
export function dependencies(tree: Tree, table = RUNTIME_DEPENDENCIES): readonly Finding[] {
  const findings: Finding[] = []
  const decided = [...tree.files].filter(([path]) => DECISION.test(path)).map(([, text]) => text)
  for (const [path, text] of tree.files) {
    if (path !== "package.json" && path !== `${workspaceOf(path)}/package.json`) continue
    const manifest = JSON.parse(text) as Readonly<Record<string, Readonly<Record<string, string>> | undefined>>
    for (const kind of ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"]) {
      for (const [name, version] of Object.entries(manifest[kind] ?? {})) {
        if (/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version)) continue
        findings.push({
          path,
          why: `${kind} ${name} "${version}": versions are exact, so that every machine installs the same`,
        })
      }
    }
    const workspace = workspaceOf(path)
    // The page is built: what it bundles are its development dependencies, and its decision is one for the whole page.
    if (workspace === undefined || workspace === "packages/web") continue
    const used = Object.keys(manifest.dependencies ?? {}).filter((name) => !name.startsWith("@okx-oms/"))
    const allowed = table[workspace] ?? []
    for (const name of used.filter((one) => !allowed.includes(one))) {
      findings.push({
        path,
        why: `${name} is not in RUNTIME_DEPENDENCIES (tools/tidy/tables.ts): a new one needs a decision`,
      })
    }
    for (const name of allowed.filter((one) => !used.includes(one))) {
      findings.push({ path, why: `${name} is used no more: take it out of RUNTIME_DEPENDENCIES` })
    }
  }
  for (const name of new Set(Object.values(table).flat())) {
    // Two letters ("ws") stand in many words; there only the name in backticks counts.
    const named = new RegExp(name.length > 3 ? `(?<![\\w-])${name}(?![\\w-])` : `\`${name}\``, "i")
    const told = decided.some((text) => named.test(text))
    if (!told)
      findings.push({ path: "docs/decisions", why: `no decision names ${name}: why is it better than our own code?` })
  }
  return findings
}

/** Written so that this file does not offend against its own rule. */
const FOREIGN: readonly (readonly [RegExp, string])[] = [
  [/(?<![\w.~-])\/(?:wor[k]|tm[p]|roo[t]|hom[e]|User[s])\/\w[\w.-]*/g, "a path of one machine"],
  [
    /\b[\w.-]*(?:registry\.np[m]|artifactor[y]|jfro[g]|npmmirro[r]|verdacci[o])[\w.-]*/gi,
    "a registry's host: the lock file and the client know it",
  ],
  [/\b(?:this|a|the) sessio[n] of the project\b|\bthis sessio[n]\b/gi, "a word of the place where it was written"],
  [/\b(?:Claud[e]|Anthropi[c]|ChatGP[T]|OpenA[I]|Copilo[t])\b/g, "a tool that the project does not use"],
  [/\b(?:A[I]|LL[M]|language mode[l])\b/g, "a tool that the project does not use"],
  [/\b(?:TOD[O]|FIXM[E]|XX[X]|HAC[K])\b/g, "unfinished work: finish it or say it in docs"],
  [/\bissu[e] #?\d+\b|\(#\d+\)/gi, "a number of a tracker that a reader does not have"],
  [/\b(?:test|it|describe|suite)\.(?:onl[y]|ski[p]|tod[o])\(/g, "a test that is switched off or switches others off"],
]

/** No word that means nothing to a reader elsewhere. */
export function foreignWords(tree: Tree): readonly Finding[] {
  const findings: Finding[] = []
  for (const [path, text] of tree.files) {
    if (path === "package-lock.json") continue
    for (const [pattern, what] of FOREIGN) {
      for (const match of text.matchAll(pattern))
        findings.push({ path, line: lineAt(text, match.index), why: `"${match[0]}" is ${what}` })
    }
  }
  return findings
}
