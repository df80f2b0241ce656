// Rules about what core and trading may touch. Core could run in a browser, on Tuesday's journal, twice; trading may wait, but opens
// no file and no socket. Names are found in the syntax tree, so a field called `process` is no offence and `process.exit` is one.

import * as ast from "typescript/unstable/ast"
import { importsOf } from "./imports.ts"
import { eachNode, type Finding, isTest, lineOf, sourcesIn, type Tree } from "./tree.ts"

/** Global names that are time, chance, the machine or the wire. */
const IMPURE: ReadonlyMap<string, string> = new Map([
  ["Date", "time comes in as an input"],
  ["performance", "time comes in as an input"],
  ["Temporal", "time comes in as an input"],
  ["Promise", "core has no async"],
  ["setTimeout", "core waits for nothing"],
  ["setInterval", "core waits for nothing"],
  ["setImmediate", "core waits for nothing"],
  ["queueMicrotask", "core waits for nothing"],
  ["process", "core does not know its machine"],
  ["globalThis", "core does not know its machine"],
  ["console", "core says nothing; the shell logs"],
  ["crypto", "randomness comes in as an input"],
  ["fetch", "core does no I/O"],
  ["WebSocket", "core does no I/O"],
  ["Buffer", "core runs in the browser too"],
  ["parseFloat", "there is no float for money"],
])
const WIRES = new Set(["fetch", "WebSocket", "EventSource", "XMLHttpRequest"])

/** packages/core: no async, no clock, no chance, no machine, no import from outside. Its tests are free. */
export function corePure(tree: Tree): readonly Finding[] {
  const findings: Finding[] = importsOf(tree).flatMap(({ path, line, specifier }) =>
    path.startsWith("packages/core/") && !isTest(path) && !specifier.startsWith(".")
      ? [{ path, line, why: `core is pure and depends on nothing; it imports ${specifier}` }]
      : [],
  )
  for (const [path, source] of sourcesIn(tree, "packages/core")) {
    eachNode(source, (node) => {
      const why = impurity(node)
      if (why !== undefined) findings.push({ path, line: lineOf(source, node), why })
    })
  }
  return findings
}

function impurity(node: ast.Node): string | undefined {
  if (node.kind === ast.SyntaxKind.AsyncKeyword || ast.isAwaitExpression(node)) return "core has no async"
  if (node.kind === ast.SyntaxKind.AwaitKeyword) return "core has no async"
  if (!ast.isIdentifier(node)) return undefined
  if (node.text === "random" && isMathMember(node)) return "Math.random: randomness comes in as an input"
  const reason = IMPURE.get(node.text)
  return reason !== undefined && isReference(node) ? `${node.text}: ${reason}` : undefined
}

function isMathMember(node: ast.Identifier): boolean {
  const { parent } = node
  return (
    ast.isPropertyAccessExpression(parent) && ast.isIdentifier(parent.expression) && parent.expression.text === "Math"
  )
}

/** True where a name stands for a variable or a type, not for a member that happens to be called so. */
function isReference(node: ast.Identifier): boolean {
  const { parent } = node
  if (ast.isPropertyAccessExpression(parent)) return parent.name !== node
  if (ast.isQualifiedName(parent)) return parent.right !== node
  const named =
    ast.isPropertyAssignment(parent) ||
    ast.isPropertySignatureDeclaration(parent) ||
    ast.isPropertyDeclaration(parent) ||
    ast.isMethodDeclaration(parent) ||
    ast.isMethodSignatureDeclaration(parent)
  return !(named && parent.name === node)
}

/** packages/trading: waits, but every file and socket is behind a port. contract/ and tests are free. */
export function tradingOpensNothing(tree: Tree): readonly Finding[] {
  const free = (path: string): boolean => isTest(path) || path.startsWith("packages/trading/src/contract/")
  const findings: Finding[] = importsOf(tree).flatMap(({ path, line, specifier }) => {
    if (!path.startsWith("packages/trading/") || free(path)) return []
    if (specifier.startsWith(".") || specifier.startsWith("@okx-oms/")) return []
    return [{ path, line, why: `trading opens no file and no socket; ${specifier} belongs behind a port` }]
  })
  for (const [path, source] of sourcesIn(tree, "packages/trading")) {
    if (free(path)) continue
    eachNode(source, (node) => {
      if (ast.isIdentifier(node) && WIRES.has(node.text) && isReference(node)) {
        findings.push({
          path,
          line: lineOf(source, node),
          why: `${node.text}: trading opens no socket; that is a gateway's work`,
        })
      }
    })
  }
  return findings
}
