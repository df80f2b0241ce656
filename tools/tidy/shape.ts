// Rules about the shape of files: a header that says what the file is for, a length that fits one sitting, functions that fit one screen.
// Exceptions are in tables.ts and can only shrink: an entry that is larger than needed fails as well as one that is too small.

import * as ast from "typescript/unstable/ast"
import { FILE_LINES_MAX, FUNCTION_LINES_MAX, LONG_FILES, LONG_FUNCTIONS } from "./tables.ts"
import { eachNode, type Finding, isTest, lineOf, type Tree } from "./tree.ts"

type Exceptions = Readonly<Record<string, number>>

/** Every source opens with a comment: what it is for, what it relies on, what it leaves to others. */
export function headers(tree: Tree): readonly Finding[] {
  const findings: Finding[] = []
  for (const [path, source] of tree.sources) {
    if (isTest(path)) continue
    const text = source.text.replace(/^#!.*\n/, "")
    if (!/^(?:\/\/|\/\*\*?)[ \t]*\S/.test(text))
      findings.push({
        path,
        line: 1,
        why: "a source opens with a comment: what it is for, what it relies on, what it leaves to others",
      })
  }
  return findings
}

export function fileLengths(tree: Tree, exceptions: Exceptions = LONG_FILES): readonly Finding[] {
  const lengths = new Map<string, number>()
  for (const [path, source] of tree.sources) {
    if (!isTest(path)) lengths.set(path, source.text.replace(/\n$/, "").split("\n").length)
  }
  return ratchet(lengths, exceptions, { limit: FILE_LINES_MAX, table: "LONG_FILES", cure: "split it by meaning" })
}

export function functionLengths(tree: Tree, exceptions: Exceptions = LONG_FUNCTIONS): readonly Finding[] {
  const lengths = new Map<string, number>()
  for (const [path, source] of tree.sources) {
    if (isTest(path) || path.startsWith("packages/trading/src/contract/")) continue
    eachNode(source, (node) => {
      if (!isFunction(node)) return
      const lines = source.getLineAndCharacterOfPosition(node.end).line + 2 - lineOf(source, node)
      const key = `${path} ${nameOf(node)}`
      lengths.set(key, Math.max(lines, lengths.get(key) ?? 0))
    })
  }
  return ratchet(lengths, exceptions, {
    limit: FUNCTION_LINES_MAX,
    table: "LONG_FUNCTIONS",
    cure: "leave the branches, move the straight work out",
  })
}

function isFunction(node: ast.Node): node is ast.Node & { readonly name?: ast.Node } {
  return (
    ast.isFunctionDeclaration(node) ||
    ast.isFunctionExpression(node) ||
    ast.isArrowFunction(node) ||
    ast.isMethodDeclaration(node) ||
    ast.isConstructorDeclaration(node) ||
    ast.isGetAccessorDeclaration(node) ||
    ast.isSetAccessorDeclaration(node)
  )
}

/** The function's own name, or that of the variable, field or property it is given to. */
function nameOf(node: ast.Node & { readonly name?: ast.Node }): string {
  if (ast.isConstructorDeclaration(node)) return "constructor"
  if (node.name !== undefined) return node.name.getText()
  const { parent } = node
  const holder =
    ast.isVariableDeclaration(parent) || ast.isPropertyAssignment(parent) || ast.isPropertyDeclaration(parent)
  return holder ? parent.name.getText() : "(unnamed)"
}

function ratchet(
  lengths: ReadonlyMap<string, number>,
  exceptions: Exceptions,
  rule: { limit: number; table: string; cure: string },
): readonly Finding[] {
  const findings: Finding[] = []
  for (const [key, lines] of lengths) {
    const path = key.split(" ")[0] ?? key
    const allowed = exceptions[key]
    if (allowed === undefined && lines > rule.limit) {
      findings.push({ path, why: `${key} has ${lines} lines, the limit is ${rule.limit}: ${rule.cure}` })
    } else if (allowed !== undefined && lines > allowed) {
      findings.push({ path, why: `${key} has ${lines} lines and grew past its exception of ${allowed}: ${rule.cure}` })
    } else if (allowed !== undefined && lines <= rule.limit) {
      findings.push({ path, why: `${key} needs no exception any more (${lines} lines): take it out of ${rule.table}` })
    } else if (allowed !== undefined && lines < allowed) {
      findings.push({ path, why: `${key} has ${lines} lines: lower its entry in ${rule.table} from ${allowed}` })
    }
  }
  for (const key of Object.keys(exceptions)) {
    if (!lengths.has(key))
      findings.push({ path: key.split(" ")[0] ?? key, why: `${key} does not exist: take it out of ${rule.table}` })
  }
  return findings
}
