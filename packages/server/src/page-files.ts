// The built page in memory: every file with its compressed copies, read once at the start. It relies on the page's own package to say where the build lies;
// when there is none, the server runs all the same and says in words which command makes one.

import { existsSync, readdirSync, readFileSync } from "node:fs"
import { extname, join, relative, sep } from "node:path"
import { BUILD_COMMAND, HASHED_FOLDER, PAGE_FOLDER } from "@okx-oms/web"

export interface PageFile {
  /** "/assets/index-3f9a.js"; "/" for the page itself. */
  readonly url: string
  readonly type: string
  readonly content: Buffer
  readonly gzip: Buffer | undefined
  readonly brotli: Buffer | undefined
  /** Its name changes with its content: it may be kept for ever. */
  readonly isHashed: boolean
}

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".json": "application/json; charset=utf-8",
  ".woff2": "font/woff2",
  ".png": "image/png",
}
/** A page of ours has a few dozen files: a folder with more is not it. */
const FILES_MAX = 500

/** Every file of the build in `folder`; none when there is no build. */
export function readPageFiles(folder: string = PAGE_FOLDER): readonly PageFile[] {
  if (!existsSync(join(folder, "index.html"))) return []
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll(sep, "/"))
  if (names.length > FILES_MAX) throw new Error(`${folder} has ${names.length} files: that is not the page`)
  const all = new Set(names)
  const read = (name: string): Buffer | undefined => (all.has(name) ? readFileSync(join(folder, name)) : undefined)
  return names.flatMap((name) => {
    const type = TYPES[extname(name)]
    if (type === undefined) return []
    const facts = {
      type,
      isHashed: name.startsWith(`${HASHED_FOLDER}/`),
      gzip: read(`${name}.gz`),
      brotli: read(`${name}.br`),
    }
    return [{ url: name === "index.html" ? "/" : `/${name}`, content: readFileSync(join(folder, name)), ...facts }]
  })
}

/** The smallest copy that the browser takes. */
export function encodedFor(
  { content, gzip, brotli }: PageFile,
  accepted: string | undefined,
): { readonly content: Buffer; readonly encoding: "br" | "gzip" | undefined } {
  const takes = (encoding: string): boolean =>
    accepted?.split(",").some((part) => {
      const [name = "", quality = ""] = part.split(";", 2)
      return name.trim() === encoding && !/^\s*q=0(?:\.0*)?\s*$/.test(quality)
    }) === true
  if (brotli !== undefined && takes("br")) return { content: brotli, encoding: "br" }
  if (gzip !== undefined && takes("gzip")) return { content: gzip, encoding: "gzip" }
  return { content, encoding: undefined }
}

/** For the place of the page while there is none; the command is run where the sources are. */
export const NO_PAGE_ADVICE = `The page was not built. Run: ${BUILD_COMMAND}, then start the server again.`
