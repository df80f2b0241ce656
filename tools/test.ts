// `npm test`: every test of the project by Node's own runner, the slow kinds first. `npm test -- packages/core tools` runs a part,
// `npm test -- --name "late fill"` the tests whose names match. It ends with Node's counts; nothing run is a failure too.

import { readdirSync } from "node:fs"
import { join, relative, resolve } from "node:path"
import { PassThrough } from "node:stream"
import { run } from "node:test"
import { spec } from "node:test/reporters"
import { parseArgs } from "node:util"
import { refuseOldNode } from "./old-node.ts"

/** A file that takes longer hangs; the slowest have a browser to start. */
const FILE_LIMIT_MS = 180_000
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

type TestEvent = { readonly type: string; readonly data: Readonly<Record<string, unknown>> }

/** What one file came to. A file without a test counts as one passed test for Node; here it counts as none. */
interface Outcome {
  readonly counts: ReadonlyMap<string, number>
  readonly ok: boolean
}

/** The lines that Node says at the end of each run; ours are their sums. */
const COUNT_LINE = /^(tests|suites|pass|fail|cancelled|skipped|todo) (\d+)$/
const COUNTED = ["tests", "suites", "pass", "fail", "cancelled", "skipped", "todo"]

/** Runs one file in a process of its own and passes on what it says, but its counts. */
async function runFile(file: string, name: string | undefined, report: (event: TestEvent) => void): Promise<Outcome> {
  const path = join(root, file)
  const limit = AbortSignal.timeout(FILE_LIMIT_MS)
  const counts = new Map<string, number>()
  let ok = true
  const pattern = name === undefined ? {} : { testNamePatterns: new RegExp(name, "i") }
  for await (const event of run({ cwd: root, files: [path], concurrency: 1, signal: limit, ...pattern })) {
    const { type, data } = event as TestEvent
    const count = type === "test:diagnostic" && data.nesting === 0 ? COUNT_LINE.exec(String(data.message)) : null
    if (count !== null) counts.set(count[1] ?? "", Number(count[2]))
    if (type === "test:summary" && data.file === undefined && data.success !== true) ok = false
    const itself = type === "test:pass" && (data.name === path || data.name === file)
    if (itself) counts.set("itself", 1)
    if (count === null && type !== "test:summary" && !itself && !/^duration_ms /.test(String(data.message)))
      report({ type, data })
  }
  if (limit.aborted) report(diagnostic(`${file} took longer than ${FILE_LIMIT_MS / 1000} s and was ended`))
  for (const key of ["tests", "pass"]) counts.set(key, (counts.get(key) ?? 0) - (counts.get("itself") ?? 0))
  return { counts, ok: ok && !limit.aborted }
}

function diagnostic(message: string): TestEvent {
  return { type: "test:diagnostic", data: { nesting: 0, message, level: "info" } }
}

async function main(args: readonly string[]): Promise<void> {
  refuseOldNode()
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { name: { type: "string" } },
    allowPositionals: true,
  })
  const parts = positionals.map((part) => relative(root, resolve(part)).replaceAll("\\", "/"))
  const files = inOrder(partsOf(testFiles(), parts))
  if (files.length === 0) return fail(`No test file in ${parts.join(", ")}.`)
  const events = new PassThrough({ objectMode: true })
  const printed = new Promise((ended) => events.compose(spec()).on("end", ended).pipe(process.stdout, { end: false }))
  const outcomes: Outcome[] = []
  const queue = files.values()
  const worker = async (): Promise<void> => {
    for (const file of queue) outcomes.push(await runFile(file, values.name, (event) => events.write(event)))
  }
  await Promise.all(Array.from({ length: FILES_AT_ONCE }, worker))
  events.end()
  await printed
  const total = (key: string): number => outcomes.reduce((sum, { counts }) => sum + (counts.get(key) ?? 0), 0)
  console.log(COUNTED.map((key) => `ℹ ${key} ${total(key)}`).join("\n"))
  console.log(`ℹ duration_ms ${performance.now().toFixed(0)}`)
  if (total("tests") - total("skipped") <= 0) return fail("No test ran.")
  if (outcomes.some(({ ok }) => !ok) || total("fail") + total("cancelled") > 0) process.exitCode = 1
}

function fail(message: string): void {
  console.error(message)
  process.exitCode = 1
}

if (import.meta.main) await main(process.argv.slice(2))
