// What the tidy rules look at: every text file of the project and the syntax tree of every source file. It relies on TypeScript's own
// parser (version pinned, its programming interface still carries "unstable" in its name), so no rule guesses at syntax. Rules are elsewhere.

import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import type { Node, SourceFile } from "typescript/unstable/ast"
import { API } from "typescript/unstable/sync"

/** Paths are relative to the root of the project, with "/" between the parts. */
export interface Tree {
  readonly files: ReadonlyMap<string, string>
  readonly sources: ReadonlyMap<string, SourceFile>
}

/** One place that breaks a rule, and why the rule is there. */
export interface Finding {
  readonly path: string
  /** From 1; absent when the finding is about the whole file. */
  readonly line?: number
  readonly why: string
}

export type Rule = (tree: Tree) => readonly Finding[]

const ROOTS = ["packages", "examples", "tools", "docs", ".ci"]
const SKIPPED = new Set(["node_modules", "dist", "build", ".git", ".oms", "coverage"])
const TEXT =
  /\.(?:tsx?|mts|mjs|js|json|md|css|html|sql|sh|ya?ml|svg)$|(?:^|\/)(?:run|\.npmrc|\.gitignore|Dockerfile|LICENSE)$/
const SOURCE = /\.tsx?$/

/** The project as it lies on disk under `root`, an absolute path. */
export function readTree(root: string): Tree {
  const files = new Map<string, string>()
  const take = (path: string): void => {
    if (TEXT.test(path)) files.set(path, readFileSync(join(root, path), "utf8"))
  }
  const walk = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = `${folder}/${entry.name}`
      if (SKIPPED.has(entry.name)) continue
      if (entry.isDirectory()) walk(path)
      else if (entry.isFile()) take(path)
    }
  }
  for (const entry of readdirSync(root, { withFileTypes: true })) {
    if (entry.isFile()) take(entry.name)
    else if (entry.isDirectory() && ROOTS.includes(entry.name)) walk(entry.name)
  }
  return { files, sources: parse(files) }
}

/** A tree of given texts: what the tests of the rules are made of. */
export function treeOf(texts: Readonly<Record<string, string>>): Tree {
  const files = new Map(Object.entries(texts))
  return { files, sources: parse(files) }
}

/** Tests and what only tests use (test/ beside src/, testing/ inside it). */
export function isTest(path: string): boolean {
  return /\.test\.tsx?$/.test(path) || /^(?:packages|examples)\/[^/]+\/(?:test|src\/testing)\//.test(path)
}

/** The folder of the workspace that holds the path ("packages/core", "tools"), or undefined at the root and in docs. */
export function workspaceOf(path: string): string | undefined {
  return /^(?:(?:packages|examples)\/[^/]+|tools)(?=\/)/.exec(path)?.[0]
}

/** Source files of the folder; tests only where they are asked for. */
export function* sourcesIn(tree: Tree, folder: string, options = { tests: false }): Iterable<[string, SourceFile]> {
  for (const [path, source] of tree.sources) {
    if (path.startsWith(`${folder}/`) && (options.tests || !isTest(path))) yield [path, source]
  }
}

/** Calls `visit` for every node of the file, parents first. */
export function eachNode(source: SourceFile, visit: (node: Node) => void): void {
  const descend = (node: Node): void => {
    visit(node)
    node.forEachChild(descend)
  }
  descend(source)
}

/** The line of a node's first character, from 1. */
export function lineOf(source: SourceFile, node: Node): number {
  return source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1
}

export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length
}

/** The texts of every tree of this process, below a folder each. */
const texts = new Map<string, string>()
let trees = 0
/** One parser process for all trees; it ends with ours. */
let parser: API | undefined

function startParser(): API {
  const below = (name: string): boolean => name.startsWith("/tidy/")
  return new API({
    fs: {
      readFile: (name) => (below(name) ? (texts.get(name) ?? null) : undefined),
      fileExists: (name) => (below(name) ? texts.has(name) : undefined),
      directoryExists: (name) => (below(name) ? true : undefined),
    },
  })
}

/** Parses every source at once, in a file system of its own: nothing is resolved, no library is loaded, so 300 files take a second. */
function parse(files: ReadonlyMap<string, string>): Map<string, SourceFile> {
  const sources = new Map<string, SourceFile>()
  const paths = [...files.keys()].filter((path) => SOURCE.test(path))
  if (paths.length === 0) return sources
  const folder = `/tidy/${++trees}/`
  const compilerOptions = { noLib: true, noResolve: true, types: [], jsx: "preserve", noEmit: true }
  texts.set(`${folder}tsconfig.json`, JSON.stringify({ compilerOptions, files: paths.map((path) => folder + path) }))
  for (const path of paths) texts.set(folder + path, files.get(path) ?? "")
  parser ??= startParser()
  const project = parser
    .updateSnapshot({ openProjects: [`${folder}tsconfig.json`] })
    .getProject(`${folder}tsconfig.json`)
  for (const path of paths) {
    const source = project?.program.getSourceFile(folder + path)
    if (source === undefined) throw new Error(`the parser gave no tree for ${path}`)
    sources.set(path, source)
  }
  return sources
}
