// The page as the server gives it: files of a build with their types, compression and caching, what is said without a build, and who may see what.

import assert from "node:assert/strict"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, test } from "node:test"
import { gunzipSync, gzipSync } from "node:zlib"
import { pino } from "pino"
import { Access } from "./access.ts"
import { HttpServer } from "./http-server.ts"
import { encodedFor, readPageFiles } from "./page-files.ts"
import { newSecret } from "./secrets.ts"

const folder = mkdtempSync(join(tmpdir(), "okx-oms-files-"))
const SCRIPT = "console.log('page')"
mkdirSync(join(folder, "assets"))
writeFileSync(join(folder, "index.html"), '<!doctype html><script type="module" src="/assets/index-1.js"></script>')
writeFileSync(join(folder, "icon.svg"), "<svg/>")
writeFileSync(join(folder, "assets/index-1.js"), SCRIPT)
writeFileSync(join(folder, "assets/index-1.js.gz"), gzipSync(SCRIPT))
writeFileSync(join(folder, "assets/index-1.js.br"), "brotli")
after(() => rmSync(folder, { recursive: true, force: true }))

function door(files = readPageFiles(folder)) {
  const token = newSecret()
  const access = new Access({ token })
  const log = pino({ level: "silent" })
  const server = new HttpServer({ accounts: [], access, log, port: 7070, pageFiles: files })
  const ask = async (url: string, headers: Record<string, string | undefined> = {}) => {
    const wanted = { host: "127.0.0.1:7070", authorization: `Bearer ${token}`, ...headers }
    const given = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined))
    return await server.app.inject({ method: "GET", url, headers: given })
  }
  return { ask, access }
}

test("a file with a hashed name, so it may be kept for ever and comes as the browser takes it", async () => {
  const { ask } = door()
  const plain = await ask("/assets/index-1.js")
  assert.equal(plain.body, SCRIPT)
  assert.equal(plain.headers["cache-control"], "private, max-age=31536000, immutable")
  assert.equal(plain.headers["content-type"], "text/javascript; charset=utf-8")
  assert.equal(plain.headers["content-encoding"], undefined)
  const gzip = await ask("/assets/index-1.js", { "accept-encoding": "gzip, deflate" })
  assert.equal(gzip.headers["content-encoding"], "gzip")
  assert.equal(gunzipSync(gzip.rawPayload).toString(), SCRIPT)
  const brotli = await ask("/assets/index-1.js", { "accept-encoding": "gzip, deflate, br" })
  assert.deepEqual([brotli.headers["content-encoding"], brotli.body], ["br", "brotli"])
  assert.equal(brotli.headers.vary, "accept-encoding")
})

test("the page itself, so it is asked about each time and the strict policy stands over it", async () => {
  const { ask } = door()
  const page = await ask("/")
  assert.equal(page.statusCode, 200)
  assert.equal(page.headers["cache-control"], "private, no-cache")
  assert.match(
    String(page.headers["content-security-policy"]),
    /default-src 'none'; script-src 'self'; style-src 'self'/,
  )
  assert.doesNotMatch(page.body, /<style|\sstyle=|\son[a-z]+=/)
})

test("nobody's request, so a person gets the words of the way in and a program the problem; only what those words need is open", async () => {
  const { ask } = door()
  const nobody = { authorization: undefined }
  const person = await ask("/", { ...nobody, accept: "text/html" })
  assert.equal(person.statusCode, 401)
  assert.match(person.body, /opens with a link/)
  assert.equal((await ask("/assets/index-1.js", nobody)).statusCode, 401)
  assert.equal((await ask("/sign-in.css", nobody)).statusCode, 200)
  assert.equal((await ask("/icon.svg", nobody)).statusCode, 200)
})

test("no build, so the server runs and says which command makes one", async () => {
  const { ask } = door([])
  const page = await ask("/", { accept: "text/html" })
  assert.equal(page.statusCode, 503)
  assert.match(page.body, /Run: npm run build/)
  assert.equal((await ask("/icon.svg")).statusCode, 200)
  assert.deepEqual(readPageFiles(join(folder, "nowhere")), [])
})

test("what a browser takes, so a refusal by q=0 holds and nothing is guessed", () => {
  const file = readPageFiles(folder).find(({ url }) => url.startsWith("/assets"))
  assert.ok(file !== undefined)
  const encodings = [undefined, "", "br;q=0, gzip", "identity", "br;q=0.5"].map(
    (accepted) => encodedFor(file, accepted).encoding,
  )
  assert.deepEqual(encodings, [undefined, undefined, "gzip", undefined, "br"])
})
