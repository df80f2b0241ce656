// `npm test`: every test of the project by Node's own runner, the slow kinds first. `npm test -- packages/core tools` runs a part,
// `npm test -- --name "late fill"` the tests whose names match. It ends with Node's counts; nothing run is a failure too.

import { readdirSync } from "node:fs"
import { join, relative, resolve } from "node:path"
import { finished } from "node:stream/promises"
import { run } from "node:test"
import { spec } from "node:test/reporters"
import { parseArgs } from "node:util"
import { refuseOldNode } from "./old-node.ts"

/** A file that takes longer hangs; the slowest have a browser to start. */
const FILE_LIMIT_MS = 300_000
/** A file in an endless loop hears no signal: then the whole ends here. */
const WHOLE_LIMIT_MS = 40 * 60_000
/** Two cores are what a small build machine has; more files at once make time limits in tests lie. */
const FILES_AT_ONCE = 2
const ROOTS = ["packages", "examples", "tools"]
const SKIPPED = new Set(["node_modules", "dist", "build"])

const root = resolve(import.meta.dirname, "..")

/** Test files below the folders, slowest kind first: a long test that starts last is waited for alone. */
export function inOrder(files: readonly string[]): readonly string[] {
  const kinds = [".web.test.", ".io.test.", ".sim.test."]
  const rank = (file: string): number => {
    const kind = kinds.findIndex((part) => file.includes(part))
    return kind < 0 ? kinds.length : kind
  }
  return [...files].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
}

/** Those that are one of the parts or lie in one; all of them without parts. */
export function partsOf(files: readonly string[], parts: readonly string[]): readonly string[] {
  const wanted = parts.map((part) => part.replace(/\/+$/, ""))
  return wanted.length === 0
    ? files
    : files.filter((file) => wanted.some((part) => file === part || file.startsWith(`${part}/`)))
}

function testFiles(): readonly string[] {
  const found: string[] = []
  const walk = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (SKIPPED.has(entry.name)) continue
      const path = join(folder, entry.name)
      if (entry.isDirectory()) walk(path)
      else if (/\.test\.tsx?$/.test(entry.name)) found.push(relative(root, path).replaceAll("\\", "/"))
    }
  }
  for (const folder of ROOTS) walk(join(root, folder))
  return found
}

async function main(args: readonly string[]): Promise<void> {
  refuseOldNode()
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { name: { type: "string" } },
    allowPositionals: true,
  })
  const parts = positionals.map((part) => relative(root, resolve(part)).replaceAll("\\", "/"))
  const files = inOrder(partsOf(testFiles(), parts)).map((file) => join(root, file))
  if (files.length === 0) return fail(`No test file in ${parts.join(", ")}.`)
  const pattern = values.name === undefined ? {} : { testNamePatterns: new RegExp(values.name, "i") }
  // One run for all: each file in a process of its own, ended when it takes longer than the limit.
  const running = run({ cwd: root, files, concurrency: FILES_AT_ONCE, timeout: FILE_LIMIT_MS, ...pattern })
  const overdue = setTimeout(() => {
    console.error(`The tests took longer than ${WHOLE_LIMIT_MS / 60_000} minutes; a file above did not end.`)
    process.exit(1)
  }, WHOLE_LIMIT_MS)
  let passed = 0
  running.on("test:pass", ({ name, skip }) => {
    // A file without a test passes as a test of its own name; here it counts as none.
    if (skip === undefined && !files.includes(resolve(root, name))) passed++
  })
  running.on("test:fail", () => {
    process.exitCode = 1
  })
  const printed = running.compose(spec())
  printed.pipe(process.stdout, { end: false })
  await finished(printed)
  clearTimeout(overdue)
  if (passed === 0 && process.exitCode !== 1) fail("No test ran.")
}

function fail(message: string): void {
  console.error(message)
  process.exitCode = 1
}

if (import.meta.main) await main(process.argv.slice(2))
