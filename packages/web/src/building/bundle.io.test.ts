// What a browser has to load for the page, all of it: a limit, so that it cannot grow unseen.

import assert from "node:assert/strict"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { test } from "node:test"
import { gzipSync } from "node:zlib"
import { buildPage } from "./build-page.ts"
import { HASHED_FOLDER, PAGE_FOLDER } from "./page-files.ts"

/** Every script and style together, each compressed by itself. */
const GZIP_BYTES_MAX = 350_000
/** Of them, what stands between the address and the first rows. */
const FIRST_GZIP_BYTES_MAX = 240_000

test("the built page, so all its scripts and styles are below 350 kB compressed, and the first of them well below", async (t) => {
  await buildPage()
  const folder = join(PAGE_FOLDER, HASHED_FOLDER)
  const index = readFileSync(join(PAGE_FOLDER, "index.html"), "utf8")
  const files = readdirSync(folder)
    .filter((name) => /\.(?:js|css)$/.test(name))
    .map((name) => ({ name, bytes: gzipSync(readFileSync(join(folder, name))).length, isFirst: index.includes(name) }))
    .sort((a, b) => b.bytes - a.bytes)
  for (const { name, bytes, isFirst } of files)
    t.diagnostic(`${(bytes / 1_000).toFixed(1).padStart(6)} kB  ${name}${isFirst ? "  (first)" : ""}`)
  const all = sum(files.map(({ bytes }) => bytes))
  const first = sum(files.filter(({ isFirst }) => isFirst).map(({ bytes }) => bytes))
  t.diagnostic(`${(all / 1_000).toFixed(1).padStart(6)} kB  together, ${(first / 1_000).toFixed(1)} kB of it first`)
  assert.ok(first > 0 && files.length > 4, "the build has its parts")
  assert.ok(all < GZIP_BYTES_MAX, `${all} bytes of ${GZIP_BYTES_MAX}`)
  assert.ok(first < FIRST_GZIP_BYTES_MAX, `${first} bytes at first of ${FIRST_GZIP_BYTES_MAX}`)
})

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
