// `npm run pack`: publishable copies of the packages in build/packages and their tarballs in build/tarballs. From source the packages run as they are; Node
// refuses .ts below node_modules, so what is published carries JavaScript and declarations. It relies on tsc for both and on npm to make the tarballs, and
// it publishes nothing. A package with "private": true stays at home.

import { spawn } from "node:child_process"
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { basename, dirname, join, relative, resolve } from "node:path"
import { parseArgs } from "node:util"
import { refuseOldNode } from "./old-node.ts"
import { orUsage } from "./usage.ts"

export interface Packed {
  readonly name: string
  readonly version: string
  /** The publishable copy. */
  readonly folder: string
  readonly tarball: string
}

interface Manifest {
  readonly name: string
  readonly version: string
  readonly private?: boolean
  readonly exports?: Readonly<Record<string, string>>
  readonly bin?: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly [field: string]: unknown
}

interface Source {
  /** Folder below packages/. */
  readonly folder: string
  readonly manifest: Manifest
  /** Files below the package from which everything else is reached: "src/index.ts". */
  readonly entries: readonly string[]
}

const SCOPE = "@okx-oms/"
/** Published as it is built: what it bundles is no dependency of whoever installs it. */
const PAGE = `${SCOPE}web`
/** What the emitted code needs: `await using` as written, and node:sqlite without a flag. */
const NODE_NEEDED = ">=24"
const COMMAND_LIMIT_MS = 120_000
const root = resolve(import.meta.dirname, "..")

/** Builds and packs every package into `out`, which is emptied first. Throws with the words of tsc or npm. */
export async function packAll(out: string): Promise<readonly Packed[]> {
  const sources = findSources()
  await run(process.execPath, [join(root, "packages/web/src/building/main.ts"), "--when-needed"], root)
  const staging = join(out, "staging")
  rmSync(out, { recursive: true, force: true })
  mkdirSync(staging, { recursive: true })
  await compile(sources, { staging, out })
  const folders = sources.map((source) => assemble(source, { sources, staging, out }))
  rmSync(staging, { recursive: true })
  const tarballs = join(out, "tarballs")
  mkdirSync(tarballs)
  await npm(["pack", "--silent", "--ignore-scripts", "--pack-destination", tarballs, ...folders], out)
  return sources.map(({ manifest: { name, version } }, index) => {
    const tarball = join(tarballs, `${name.replace("@", "").replace("/", "-")}-${version}.tgz`)
    if (!existsSync(tarball)) throw new Error(`npm pack did not write ${tarball}`)
    return { name, version, folder: folders[index] ?? "", tarball }
  })
}

/** Runs npm as this project was started by it, or the one on the path. Gives what it said. */
export function npm(args: readonly string[], cwd: string): Promise<string> {
  const script = process.env.npm_execpath
  const isScript = script !== undefined && /\.c?js$/.test(script)
  return isScript ? run(process.execPath, [script, ...args], cwd) : run("npm", args, cwd)
}

function findSources(): readonly Source[] {
  const folders = readdirSync(join(root, "packages")).filter((folder) =>
    existsSync(join(root, "packages", folder, "package.json")),
  )
  return folders.sort().flatMap((folder) => {
    const manifest = JSON.parse(readFileSync(join(root, "packages", folder, "package.json"), "utf8")) as Manifest
    if (manifest.private === true) return []
    return [{ folder, manifest, entries: entriesOf(folder, manifest) }]
  })
}

/** Doors, commands and workers: what nobody imports must be named, everything else is reached from it. Tests and benches are not. */
function entriesOf(folder: string, { name, exports = {}, bin = {} }: Manifest): readonly string[] {
  const named = [...Object.values(exports), ...Object.values(bin)].map((path) => path.replace(/^\.\//, ""))
  const wrong = named.find((path) => !/^src\/.+\.ts$/.test(path))
  if (wrong !== undefined) throw new Error(`${name} exports ${wrong}; its doors are src/*.ts`)
  const lone = readdirSync(join(root, "packages", folder, "src")).filter((file) =>
    /^(?:main|[a-z-]+-worker)\.ts$/.test(file),
  )
  return [...new Set([...named, ...lone.map((file) => `src/${file}`)])]
}

/** One run of tsc for all: packages see each other's sources, as they do here. */
async function compile(sources: readonly Source[], { staging, out }: { staging: string; out: string }): Promise<void> {
  const project = join(out, "tsconfig.json")
  // Found by path: what tsc finds below node_modules it takes for somebody else's and does not emit.
  const doors = sources.flatMap(({ folder, manifest: { name, exports = {} } }) =>
    Object.entries(exports).map(([door, path]) => [name + door.slice(1), [join(root, "packages", folder, path)]]),
  )
  const config = {
    extends: join(root, "tsconfig.base.json"),
    compilerOptions: {
      noEmit: false,
      noEmitOnError: true,
      declaration: true,
      types: ["node"],
      typeRoots: [join(root, "node_modules/@types")],
      paths: Object.fromEntries(doors),
      rootDir: join(root, "packages"),
      outDir: staging,
    },
    files: sources.flatMap(({ folder, entries }) => entries.map((entry) => join(root, "packages", folder, entry))),
  }
  writeFileSync(project, JSON.stringify(config, undefined, 2))
  const tsc = join(root, "node_modules/typescript/bin/tsc")
  if (!existsSync(tsc)) throw new Error("typescript is not installed: run npm ci first")
  await run(process.execPath, [tsc, "-p", project, "--pretty", "false"], root)
  rmSync(project)
}

/** Puts one publishable package together. Gives its folder. */
function assemble(source: Source, place: { sources: readonly Source[]; staging: string; out: string }): string {
  const home = join(root, "packages", source.folder)
  const target = join(place.out, "packages", source.folder)
  mkdirSync(target, { recursive: true })
  renameSync(join(place.staging, source.folder, "src"), join(target, "dist"))
  for (const file of filesBelow(join(target, "dist"))) if (file.endsWith(".d.ts")) pointAtJavaScript(file)
  if (source.manifest.name === PAGE) cpSync(join(home, "dist"), join(target, "dist/page"), { recursive: true })
  else copyAssets(join(home, "src"), join(target, "dist"))
  for (const [from, name] of [
    [join(home, "README.md"), "README.md"],
    [join(root, "LICENSE"), "LICENSE"],
  ] as const) {
    if (existsSync(from)) cpSync(from, join(target, name))
  }
  for (const [command, path] of Object.entries(source.manifest.bin ?? {})) {
    const launcher = join(target, launcherPath(path))
    writeFileSync(launcher, launcherOf(command, `./${basename(built(path, ".js"))}`), { mode: 0o755 })
  }
  const manifest = published(source.manifest, place.sources)
  writeFileSync(join(target, "package.json"), `${JSON.stringify(manifest, undefined, 2)}\n`)
  return target
}

/** tsc rewrites "./x.ts" in code and leaves it in declarations, where the file beside them is x.d.ts: "./x.js" means it. */
function pointAtJavaScript(file: string): void {
  const text = readFileSync(file, "utf8")
  writeFileSync(file, text.replace(/((?:from|import) ?\(?")(\.{1,2}\/[^"]+)\.ts"/g, '$1$2.js"'))
}

/** Whatever is no TypeScript and is read at run time (the server's page) lies beside the code that reads it. */
function copyAssets(from: string, to: string): void {
  for (const file of filesBelow(from)) {
    if (/\.tsx?$/.test(file) || /(?:^|[/\\])testing[/\\]/.test(relative(from, file))) continue
    const target = join(to, relative(from, file))
    mkdirSync(dirname(target), { recursive: true })
    cpSync(file, target)
  }
}

function published(manifest: Manifest, sources: readonly Source[]): Record<string, unknown> {
  const { name, version, description, license, type, exports = {}, bin, dependencies = {} } = manifest
  const versions = new Map(sources.map((source) => [source.manifest.name, source.manifest.version]))
  const needed = name === PAGE ? [] : Object.entries(dependencies)
  const pinned = needed.map(([dependency, wanted]) => {
    const ours = versions.get(dependency)
    if (dependency.startsWith(SCOPE) && ours === undefined) {
      throw new Error(`${name} depends on ${dependency}, which is not published`)
    }
    return [dependency, ours ?? wanted]
  })
  return {
    ...{ name, version, description, license, type },
    engines: { node: NODE_NEEDED },
    exports: Object.fromEntries(
      Object.entries(exports).map(([door, path]) => {
        return [door, { types: built(path, ".d.ts"), default: built(path, ".js") }]
      }),
    ),
    ...(bin && {
      bin: Object.fromEntries(Object.entries(bin).map(([command, path]) => [command, launcherPath(path)])),
    }),
    files: ["dist"],
    ...(pinned.length > 0 && { dependencies: Object.fromEntries(pinned) }),
  }
}

/** "./src/index.ts" -> "./dist/index.js" */
function built(path: string, extension: string): string {
  return path.replace(/^(?:\.\/)?src\//, "./dist/").replace(/\.ts$/, extension)
}

/** "./src/main.ts" -> "./dist/main.launch.cjs" */
function launcherPath(path: string): string {
  return built(path, ".launch.cjs")
}

/** What a command starts with: words that every Node since 12 can read, so that one that is too old says so instead of failing at the first new syntax. */
export function launcherOf(command: string, main: string): string {
  const oldest = Number.parseInt(NODE_NEEDED.slice(2), 10)
  return `#!/usr/bin/env node
"use strict"
if (parseInt(process.versions.node, 10) < ${oldest}) {
  console.error("${command}: this is Node " + process.versions.node + "; Node ${oldest} or newer is needed.")
  process.exitCode = 1
} else {
  import("${main}")
}
`
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}

function run(command: string, args: readonly string[], cwd: string): Promise<string> {
  return new Promise((done, failed) => {
    let said = ""
    const child = spawn(command, args, {
      cwd,
      stdio: ["ignore", "pipe", "pipe"],
      timeout: COMMAND_LIMIT_MS,
      // On Windows npm is a script of the shell's.
      shell: process.platform === "win32" && command === "npm",
    })
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        said += text
      })
    }
    child.once("error", (cause) => failed(new Error(`${command} could not start`, { cause })))
    child.once("close", (code, signal) => {
      if (code === 0) done(said)
      else failed(new Error(`${basename(args[0] ?? command)} ended with ${signal ?? code}:\n${said.trim()}`))
    })
  })
}

const USAGE = `npm run pack -- [options]

  --out DIR   where to (default build): copies in DIR/packages, tarballs in DIR/tarballs; DIR is emptied first`

const options = () =>
  parseArgs({
    options: { out: { type: "string", default: join(root, "build") }, help: { type: "boolean", default: false } },
  }).values

if (import.meta.main) {
  refuseOldNode()
  const { out } = orUsage(USAGE, options)
  const packed = await packAll(resolve(out)).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  })
  for (const { name, version, tarball } of packed)
    console.log(`${name} ${version}  ${relative(process.cwd(), tarball)}`)
}
