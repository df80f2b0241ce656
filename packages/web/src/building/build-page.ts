// Makes the page that the server serves: Vite's build, then each file once more as gzip and Brotli, so that no request pays for compression. It builds only
// what is older than its sources, for `npm start` and `npm run serve` ask each time.

import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { brotliCompressSync, constants, gzipSync } from "node:zlib"
import { PAGE_FOLDER } from "./page-files.ts"

const PACKAGE = resolve(import.meta.dirname, "../..")
/** What the page is made of besides this package's own files. */
const SOURCES = ["src", "public", "index.html", "vite.config.ts", "package.json", "../core/src", "../api/src"]
const COMPRESSED = /\.(?:js|css|html|svg|json|map)$/
/** Below this a compressed copy saves nothing worth a file. */
const COMPRESSED_BYTES_MIN = 1_024
const ATTEMPTS_MAX = 5

export interface Built {
  /** False: the build was as new as its sources. */
  readonly made: boolean
  readonly seconds: number
  /** What a browser loads at first, compressed. */
  readonly gzipBytes: number
}

/** Builds the page when a source is newer than it, or always when `force` is set. Throws what Vite throws. */
export async function buildPage({ force = false }: { readonly force?: boolean } = {}): Promise<Built> {
  const began = performance.now()
  if (!force && !isStale()) return { made: false, seconds: 0, gzipBytes: gzipBytes() }
  const { build } = await import("vite")
  // Made beside and put in place at once: a server that starts meanwhile has a whole page, whether this one or the one before.
  const outDir = join(PACKAGE, "build", `page-${process.pid}`)
  try {
    await build({
      configFile: join(PACKAGE, "vite.config.ts"),
      logLevel: "warn",
      build: { outDir, emptyOutDir: true },
    })
    compress(outDir)
    putInPlace(outDir)
  } finally {
    rmSync(outDir, { recursive: true, force: true })
  }
  return { made: true, seconds: (performance.now() - began) / 1000, gzipBytes: gzipBytes() }
}

/** Instead of the one before. Another process may put its own there at this very moment: then that one is the one before. */
function putInPlace(outDir: string): void {
  for (let attempt = 1; ; attempt++) {
    rmSync(PAGE_FOLDER, { recursive: true, force: true })
    try {
      renameSync(outDir, PAGE_FOLDER)
      return
    } catch (error) {
      if (attempt === ATTEMPTS_MAX || !existsSync(PAGE_FOLDER)) throw error
    }
  }
}

/** Whether the build is missing or older than what it is made of. Tests do not count. */
export function isStale(): boolean {
  const page = join(PAGE_FOLDER, "index.html")
  if (!existsSync(page)) return true
  const builtAt = statSync(page).mtimeMs
  return SOURCES.some((source) => newest(resolve(PACKAGE, source)) > builtAt)
}

function newest(path: string): number {
  const facts = statSync(path, { throwIfNoEntry: false })
  if (facts === undefined) return 0
  if (!facts.isDirectory()) return facts.mtimeMs
  let at = 0
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const isTest = /\.test\.tsx?$/.test(entry.name) || (entry.isDirectory() && entry.name === "testing")
    if (!isTest) at = Math.max(at, newest(join(path, entry.name)))
  }
  return at
}

function compress(folder: string): void {
  for (const file of filesBelow(folder)) {
    if (!COMPRESSED.test(file)) continue
    const content = readFileSync(file)
    if (content.length < COMPRESSED_BYTES_MIN) continue
    writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }))
    const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }
    writeFileSync(`${file}.br`, brotliCompressSync(content, quality))
  }
}

function gzipBytes(): number {
  return filesBelow(PAGE_FOLDER)
    .filter((file) => /\.(?:js|css)\.gz$/.test(file))
    .reduce((sum, file) => sum + statSync(file).size, 0)
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}
