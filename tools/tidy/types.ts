// Rules about what the compiler is told: nothing that switches it off, and brands minted where they are declared, so that a Price in
// hand was parsed or checked once and a reader has one place to look at.

import * as ast from "typescript/unstable/ast"
import { eachNode, type Finding, lineAt, lineOf, type Tree } from "./tree.ts"

/** `any`, a cast through unknown, a non-null assertion and a switched-off check: each hides what the compiler would have found. */
export function compilerIsHeard(tree: Tree): readonly Finding[] {
  const findings: Finding[] = []
  for (const [path, source] of tree.sources) {
    eachNode(source, (node) => {
      const why = silenced(node)
      if (why !== undefined) findings.push({ path, line: lineOf(source, node), why })
    })
    for (const match of source.text.matchAll(
      /^[^"'`\n]*(?:\/\/|\/\*|^\s*\*)\s*(@ts-(?:ignore|nocheck|expect-error))/gm,
    )) {
      findings.push({ path, line: lineAt(source.text, match.index), why: `${match[1]} switches the compiler off` })
    }
  }
  return findings
}

function silenced(node: ast.Node): string | undefined {
  if (node.kind === ast.SyntaxKind.AnyKeyword) return "any: say unknown and narrow it"
  if (ast.isNonNullExpression(node)) return "non-null assertion: say what happens when it is missing"
  if (ast.isVariableDeclaration(node) && node.exclamationToken !== undefined)
    return "definite assignment: give it a value"
  if (ast.isPropertyDeclaration(node) && node.postfixToken?.kind === ast.SyntaxKind.ExclamationToken) {
    return "definite assignment: give it a value"
  }
  if (!ast.isAsExpression(node)) return undefined
  let inner = node.expression
  while (ast.isParenthesizedExpression(inner)) inner = inner.expression
  return ast.isAsExpression(inner) && inner.type.kind === ast.SyntaxKind.UnknownKeyword
    ? "a cast through unknown says anything of anything: parse the value"
    : undefined
}

/** Name of each branded type -> the file that declares it. A brand is a type made with a `declare const x: unique symbol` of its file. */
export function brandsOf(tree: Tree): ReadonlyMap<string, string> {
  const brands = new Map<string, string>()
  for (const [path, source] of tree.sources) {
    const marks = new Set<string>()
    eachNode(source, (node) => {
      if (!ast.isVariableDeclaration(node) || node.type === undefined || !ast.isIdentifier(node.name)) return
      if (/^unique\s+symbol$/.test(node.type.getText(source))) marks.add(node.name.text)
    })
    if (marks.size === 0) continue
    for (const statement of source.statements) {
      if (!ast.isTypeAliasDeclaration(statement)) continue
      let branded = false
      eachNodeBelow(statement.type, (node) => {
        if (ast.isIdentifier(node) && marks.has(node.text)) branded = true
      })
      if (!branded) continue
      // An alias that brands (Id<"OrderId">) marks the types made with it.
      marks.add(statement.name.text)
      brands.set(statement.name.text, path)
    }
  }
  return brands
}

/** `as Price` only where Price is declared. */
export function brandsMintedOnce(tree: Tree): readonly Finding[] {
  const brands = brandsOf(tree)
  const findings: Finding[] = []
  for (const [path, source] of tree.sources) {
    eachNode(source, (node) => {
      const cast = ast.isAsExpression(node) || ast.isTypeAssertion(node) ? node.type : undefined
      if (cast === undefined) return
      eachNodeBelow(cast, (inner) => {
        if (!ast.isTypeReferenceNode(inner)) return
        const name = inner.typeName.getText(source)
        const home = brands.get(name)
        if (home === undefined || home === path) return
        findings.push({
          path,
          line: lineOf(source, node),
          why: `as ${name}: this brand is minted in ${home} alone; parse or convert there`,
        })
      })
    })
  }
  return findings
}

function eachNodeBelow(top: ast.Node, visit: (node: ast.Node) => void): void {
  visit(top)
  top.forEachChild((child) => eachNodeBelow(child, visit))
}
