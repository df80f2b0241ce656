// What is published works where nothing of this project lies: the tarballs are installed into an empty folder and the first example runs there from plain
// JavaScript, against the paper exchange that was installed with it.

import assert from "node:assert/strict"
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { after, before, test } from "node:test"
import { launcherOf, npm, type Packed, packAll } from "./pack.ts"

const ROOT = resolve(import.meta.dirname, "..")
/** What first-order needs, and the exchange that it trades on. The server brings fastify and its like, which no cache need hold. */
const INSTALLED = ["core", "trading", "okx-client", "journal-sqlite", "oms", "paper-exchange"]
const EXAMPLE = readFileSync(join(ROOT, "examples/first-order/src/index.ts"), "utf8")

let folder: string
let app: string
let packed: readonly Packed[]

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "okx-oms-pack-"))
  packed = await packAll(join(folder, "build"))
  app = join(folder, "app")
  await mkdir(app)
  const dependencies = Object.fromEntries(INSTALLED.map((name) => [`@okx-oms/${name}`, `file:${tarballOf(name)}`]))
  await writeFile(join(app, "package.json"), JSON.stringify({ private: true, type: "module", dependencies }))
  const install = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
  // The cache of npm ci may hold the packages and not the lists that they are found by; only then is the registry asked.
  await npm([...install, "--offline"], app).catch(() => npm([...install, "--prefer-offline"], app))
})

after(async () => {
  await rm(folder, { recursive: true, force: true })
})

function tarballOf(name: string): string {
  return packed.find((one) => one.name === `@okx-oms/${name}`)?.tarball ?? assert.fail(`${name} was not packed`)
}

function wordsOf(child: ChildProcess): () => string {
  let text = ""
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (part: string) => {
      text += part
    })
  }
  return () => text
}

test("the first example in an empty folder, so its order rests, is cancelled and its life is told by installed packages alone", async () => {
  // The example is written without a type, so it is JavaScript as it stands.
  await writeFile(join(app, "first-order.js"), EXAMPLE)
  const exchange = `import { startPaperExchange } from "@okx-oms/paper-exchange"\nconsole.log((await startPaperExchange()).url)\n`
  await writeFile(join(app, "exchange.js"), exchange)
  const paper = spawn(process.execPath, ["exchange.js"], { cwd: app })
  const paperSaid = wordsOf(paper)
  const ended = once(paper, "close")
  try {
    while (!paperSaid().includes("\n") && paper.exitCode === null)
      await Promise.race([once(paper.stdout, "data"), ended])
    assert.match(paperSaid(), /^http:\S+\n$/)
    const env = { ...process.env, PAPER_URL: paperSaid().trim() }
    const example = spawn(process.execPath, ["first-order.js"], { cwd: app, env })
    const said = wordsOf(example)
    const [code] = await once(example, "close")
    assert.equal(code, 0, said() + paperSaid())
    assert.match(said(), /order o\d{18} is Cancelled\n/)
    const scope = join(app, "node_modules/@okx-oms")
    for (const name of readdirSync(scope)) assert.ok(existsSync(join(scope, name, "dist/index.js")), name)
  } finally {
    paper.kill("SIGTERM")
    await ended
  }
})

test("a TypeScript program on the installed packages, so their declarations are found and its mistake is too", async () => {
  const wrong = `${EXAMPLE}\nexport const mistake: number = oms.account\n`
  await writeFile(join(app, "program.ts"), wrong)
  const compilerOptions = {
    ...{ strict: true, target: "esnext", module: "nodenext", noEmit: true, lib: ["esnext"] },
    ...{ types: ["node"], typeRoots: [join(ROOT, "node_modules/@types")] },
  }
  await writeFile(join(app, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["program.ts"] }))
  const tsc = spawn(process.execPath, [join(ROOT, "node_modules/typescript/bin/tsc"), "-p", "."], { cwd: app })
  const said = wordsOf(tsc)
  await once(tsc, "close")
  const errors = said()
    .split("\n")
    .filter((line) => line.includes("error TS"))
  assert.equal(errors.length, 1, said())
  assert.match(errors[0] ?? "", /'AccountId' is not assignable to type 'number'/)
})

test("what is packed, so it is JavaScript with declarations, without tests, and the server brings its page", () => {
  for (const { name, folder: copy } of packed) {
    const files = readdirSync(copy, { recursive: true }).map(String)
    const strange = files.filter(
      (file) => /\.test\.|[/\\]testing[/\\]/.test(file) || (/\.tsx?$/.test(file) && !file.endsWith(".d.ts")),
    )
    assert.deepEqual(strange, [], name)
    assert.ok(files.includes(join("dist", "index.d.ts")), name)
    const manifest = JSON.parse(readFileSync(join(copy, "package.json"), "utf8"))
    for (const [dependency, version] of Object.entries(manifest.dependencies ?? {})) {
      assert.match(String(version), /^\d+\.\d+\.\d+$/, `${name} on ${dependency}`)
    }
  }
  const server = packed.find(({ name }) => name === "@okx-oms/server")
  assert.ok(server && existsSync(join(server.folder, "dist/page/sign-in.html")))
  const web = packed.find(({ name }) => name === "@okx-oms/web")
  assert.ok(web && existsSync(join(web.folder, "dist/page/index.html")))
  assert.equal(JSON.parse(readFileSync(join(web.folder, "package.json"), "utf8")).dependencies, undefined)
})

test("a packed command on a Node that is too old, so it says which one it needs; on this one it runs", async () => {
  const cli = packed.find(({ name }) => name === "@okx-oms/cli") ?? assert.fail("the command is not packed")
  const { bin } = JSON.parse(readFileSync(join(cli.folder, "package.json"), "utf8"))
  const old = join(folder, "old.cjs")
  const versions = `{ ...process.versions, node: "20.20.2" }`
  await writeFile(old, `Object.defineProperty(process, "versions", { value: ${versions} })`)
  const refused = await ran(["--require", old, join(cli.folder, bin.oms), "--version"])
  assert.deepEqual(refused, { code: 1, said: "oms: this is Node 20.20.2; Node 24 or newer is needed.\n" })
  await writeFile(join(folder, "launch.cjs"), launcherOf("oms", "./launched.mjs"))
  await writeFile(join(folder, "launched.mjs"), "console.log(process.argv.slice(2).join())")
  assert.deepEqual(await ran([join(folder, "launch.cjs"), "order", "list"]), { code: 0, said: "order,list\n" })
})

test("npm run pack with --help or a word that it does not know, so its options and no stack", async () => {
  const pack = join(ROOT, "tools/pack.ts")
  const [help, unknown] = [await ran([pack, "--help"]), await ran([pack, "--into", "x"])]
  assert.deepEqual([help.code, unknown.code], [0, 2])
  assert.match(help.said, /^npm run pack -- \[options\]\n\n {2}--out DIR/)
  assert.match(unknown.said, /^Unknown option '--into'[\s\S]*--out DIR/)
  assert.doesNotMatch(unknown.said, /^ +at /m)
})

async function ran(args: readonly string[]): Promise<{ readonly code: number | null; readonly said: string }> {
  const child = spawn(process.execPath, args)
  const said = wordsOf(child)
  const [code] = await once(child, "close")
  return { code, said: said() }
}
