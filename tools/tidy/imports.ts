// Rules about who knows whom: the package graph, the doors of the packages, the two vocabularies of okx-client. The graph itself is in tables.ts.

import * as ast from "typescript/unstable/ast"
import { BUILT_PACKAGES, DECIMAL_NAMES, PACKAGE_GRAPH } from "./tables.ts"
import { eachNode, type Finding, isTest, lineOf, type Tree, workspaceOf } from "./tree.ts"

const SCOPE = "@okx-oms/"

export interface Import {
  readonly path: string
  readonly line: number
  readonly specifier: string
  /** Imported names, "*" for the whole; for `export ... from` too. */
  readonly names: readonly string[]
}

/** Every import, export-from, dynamic import and import type of every source. */
export function importsOf(tree: Tree): readonly Import[] {
  const found: Import[] = []
  for (const [path, source] of tree.sources) {
    eachNode(source, (node) => {
      const target = targetOf(node)
      if (target !== undefined) found.push({ path, line: lineOf(source, node), ...target })
    })
  }
  return found
}

function targetOf(node: ast.Node): { specifier: string; names: readonly string[] } | undefined {
  if (ast.isImportDeclaration(node) && ast.isStringLiteral(node.moduleSpecifier)) {
    return { specifier: node.moduleSpecifier.text, names: namesOf(node.importClause) }
  }
  if (ast.isExportDeclaration(node) && node.moduleSpecifier && ast.isStringLiteral(node.moduleSpecifier)) {
    const { exportClause } = node
    const named = exportClause !== undefined && ast.isNamedExports(exportClause)
    const names = named ? exportClause.elements.map((one) => (one.propertyName ?? one.name).text) : ["*"]
    return { specifier: node.moduleSpecifier.text, names }
  }
  if (ast.isCallExpression(node) && node.expression.kind === ast.SyntaxKind.ImportKeyword) {
    const [target] = node.arguments
    return target !== undefined && ast.isStringLiteral(target) ? { specifier: target.text, names: ["*"] } : undefined
  }
  if (
    ast.isImportTypeNode(node) &&
    ast.isLiteralTypeNode(node.argument) &&
    ast.isStringLiteral(node.argument.literal)
  ) {
    return { specifier: node.argument.literal.text, names: ["*"] }
  }
  return undefined
}

function namesOf(clause: ast.ImportClause | undefined): readonly string[] {
  if (clause === undefined) return []
  const names = clause.name === undefined ? [] : ["default"]
  const bindings = clause.namedBindings
  if (bindings === undefined) return names
  if (!ast.isNamedImports(bindings)) return [...names, "*"]
  return [...names, ...bindings.elements.map((one) => (one.propertyName ?? one.name).text)]
}

/** Imports follow the graph. */
export function packageGraph(tree: Tree): readonly Finding[] {
  return importsOf(tree).flatMap(({ path, line, specifier }) => {
    if (!specifier.startsWith(SCOPE)) return []
    const workspace = workspaceOf(path)
    const target = specifier.slice(SCOPE.length).split("/")[0] ?? ""
    if (workspace === undefined || `packages/${target}` === workspace) {
      return [
        {
          path,
          line,
          why: `${specifier} is imported from ${workspace ?? "outside every package"}: a package names its own files by path`,
        },
      ]
    }
    if (target === "server")
      return [{ path, line, why: "nothing imports server: it is a door, what others need of it belongs to api or oms" }]
    const allowed = allowedFor(workspace)
    if (allowed === undefined)
      return [{ path, line, why: `${workspace} has no row in PACKAGE_GRAPH (tools/tidy/tables.ts)` }]
    const may = isTest(path) ? [...allowed.sources, ...(allowed.tests ?? [])] : allowed.sources
    if (may.includes(target)) return []
    return [
      {
        path,
        line,
        why: `${workspace} must not know ${target}; it may import ${list(may)} (ARCHITECTURE.md, "Direction")`,
      },
    ]
  })
}

/** Dependencies of each package.json follow the graph, and what is imported is declared (and the other way round). */
export function packageManifests(tree: Tree): readonly Finding[] {
  const used = new Map<string, Set<string>>()
  const usedByTests = new Map<string, Set<string>>()
  for (const { path, specifier } of importsOf(tree)) {
    const workspace = workspaceOf(path)
    if (workspace === undefined || specifier.startsWith(".") || specifier.startsWith("node:")) continue
    const name = specifier
      .split("/")
      .slice(0, specifier.startsWith("@") ? 2 : 1)
      .join("/")
    const table = isTest(path) ? usedByTests : used
    const names = table.get(workspace) ?? new Set<string>()
    table.set(workspace, names.add(name))
  }
  const rootDev = new Set(Object.keys(manifest(tree, "package.json")?.devDependencies ?? {}))
  return [...tree.files.keys()].flatMap((path) => {
    const workspace = workspaceOf(path)
    if (workspace === undefined || path !== `${workspace}/package.json`) return []
    const whys = manifestFaults(tree, workspace, {
      used: used.get(workspace) ?? new Set(),
      usedByTests: usedByTests.get(workspace) ?? new Set(),
      rootDev,
    })
    return whys.map((why) => ({ path, why }))
  })
}

interface Use {
  readonly used: ReadonlySet<string>
  readonly usedByTests: ReadonlySet<string>
  readonly rootDev: ReadonlySet<string>
}

function manifestFaults(tree: Tree, workspace: string, { used, usedByTests, rootDev }: Use): string[] {
  const {
    dependencies = {},
    devDependencies = {},
    private: isPrivate,
  } = manifest(tree, `${workspace}/package.json`) ?? {}
  const runtime = new Set(Object.keys(dependencies))
  const dev = new Set(Object.keys(devDependencies))
  const allowed = allowedFor(workspace)
  if (allowed === undefined) return [`${workspace} has no row in PACKAGE_GRAPH (tools/tidy/tables.ts)`]
  const faults: string[] = []
  for (const name of runtime) {
    const ours = name.startsWith(SCOPE) ? name.slice(SCOPE.length) : undefined
    if (ours !== undefined && !allowed.sources.includes(ours))
      faults.push(`depends on ${name}, which the package graph does not allow`)
    if (!used.has(name))
      faults.push(`declares ${name}, and no source imports it: a dependency that nobody needs is one more to trust`)
  }
  for (const name of dev) {
    const ours = name.startsWith(SCOPE) ? name.slice(SCOPE.length) : undefined
    const may = [...allowed.sources, ...(allowed.tests ?? [])]
    if (ours !== undefined && !may.includes(ours))
      faults.push(`depends on ${name} in tests, which the package graph does not allow`)
  }
  // Tools run in the repository only, beside the root's development dependencies, and so do what is private and what is built here and travels as its build;
  // everything else must work alone.
  const staysHere = isPrivate === true || BUILT_PACKAGES.has(workspace)
  const here = workspace === "tools" ? rootDev : staysHere ? dev : new Set<string>()
  for (const name of used) {
    if (!runtime.has(name) && !here.has(name)) {
      faults.push(`sources import ${name}, which dependencies do not name: it would be missing when installed alone`)
    }
  }
  for (const name of usedByTests) {
    if (!runtime.has(name) && !dev.has(name) && !rootDev.has(name))
      faults.push(`tests import ${name}, which devDependencies do not name`)
  }
  return faults
}

/** Packages are entered by their doors: a name that `exports` lists, never a path into another's folder. */
export function packageDoors(tree: Tree): readonly Finding[] {
  return importsOf(tree).flatMap(({ path, line, specifier }) => {
    const workspace = workspaceOf(path)
    if (specifier.startsWith(SCOPE)) {
      const [name = "", ...rest] = specifier.slice(SCOPE.length).split("/")
      const door = rest.length === 0 ? "." : `./${rest.join("/")}`
      const doors = manifest(tree, `packages/${name}/package.json`)?.exports ?? {}
      if (door === "." || door in doors) return []
      return [
        {
          path,
          line,
          why: `${specifier} goes past the doors of ${name} (its exports); what others need is exported there`,
        },
      ]
    }
    if (!specifier.startsWith(".") || workspace === undefined) return []
    const target = resolve(path, specifier)
    if (isTest(target) && !isTest(path)) {
      return [{ path, line, why: `${specifier} is made for tests: a source that runs with money does not lean on it` }]
    }
    if (target.startsWith(`${workspace}/`)) return []
    return [{ path, line, why: `${specifier} reaches into ${target} by path: another package is imported by its name` }]
  })
}

/** paper-exchange takes decimals from core and nothing else, so that the client is tested against something that does not share its mistakes. */
export function paperStandsApart(tree: Tree): readonly Finding[] {
  return decimalsOnly(tree, "packages/paper-exchange/", "paper-exchange speaks OKX's words, not ours")
}

/** okx-client: wire/ knows no domain, and one place (gateway*.ts) knows both vocabularies. */
export function twoVocabularies(tree: Tree): readonly Finding[] {
  const gateway = importsOf(tree).flatMap(({ path, line, specifier }) => {
    const inside = path.startsWith("packages/okx-client/src/") && !isTest(path)
    if (!inside || !specifier.startsWith(`${SCOPE}trading`) || /\/gateway[^/]*\.ts$/.test(path)) return []
    return [{ path, line, why: "only gateway*.ts knows both OKX's words and the manager's; elsewhere they would mix" }]
  })
  return [...decimalsOnly(tree, "packages/okx-client/src/wire/", "wire/ holds OKX's words alone"), ...gateway]
}

function decimalsOnly(tree: Tree, folder: string, reason: string): readonly Finding[] {
  return importsOf(tree).flatMap(({ path, line, specifier, names }) => {
    if (!path.startsWith(folder) || !specifier.startsWith(`${SCOPE}core`)) return []
    const others = names.filter((name) => !DECIMAL_NAMES.has(name))
    if (others.length === 0) return []
    return [
      {
        path,
        line,
        why: `takes ${others.join(", ")} from core: ${reason}; of core it may use ${list([...DECIMAL_NAMES])}`,
      },
    ]
  })
}

interface Manifest {
  /** Never published: it runs in this repository alone. */
  readonly private?: boolean
  readonly exports?: Readonly<Record<string, unknown>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
}

function manifest(tree: Tree, path: string): Manifest | undefined {
  const text = tree.files.get(path)
  return text === undefined ? undefined : (JSON.parse(text) as Manifest)
}

function allowedFor(workspace: string): (typeof PACKAGE_GRAPH)[string] | undefined {
  return PACKAGE_GRAPH[workspace] ?? PACKAGE_GRAPH[workspace.replace(/\/[^/]+$/, "/*")]
}

/** The path that a relative specifier means; "" and ".." parts of it taken away. */
function resolve(from: string, specifier: string): string {
  const parts = from.split("/").slice(0, -1)
  for (const part of specifier.split("/")) {
    if (part === "..") parts.pop()
    else if (part !== "." && part !== "") parts.push(part)
  }
  return parts.join("/")
}

function list(names: readonly string[]): string {
  return names.length === 0 ? "nothing" : names.join(", ")
}
