// What the command keeps for its user: profiles, keys, tokens in files. Each is readable by its owner alone, secrets come from stdin or unseen from a terminal, and none
// is ever printed.

import assert from "node:assert/strict"
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { PassThrough } from "node:stream"
import { test } from "node:test"
import { startPaperExchange } from "@okx-oms/paper-exchange"
import { readSecrets } from "./terminal.ts"
import { FakeServer } from "./testing/fake-server.ts"
import { FakeTerminal, ran } from "./testing/fake-terminal.ts"

async function folder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), "oms-cli-"))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}

const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777
const PASSPHRASE = "five words drawn at random"

test("profiles: added, listed, used, removed; the file is its owner's and the server is asked with what the profile says", async () => {
  await using home = await folder()
  await using server = await FakeServer.start()
  const { OMS_URL = "" } = server.env
  await writeFile(join(home.path, "desk.token"), "desk-token\n", { mode: 0o600 })
  const run = (line: string) => ran(line, { folder: home.path })
  assert.equal((await run(`profile add desk --url ${OMS_URL} --token-file desk.token --account paper`)).exit, 0)
  assert.equal((await run("profile add spare")).exit, 0)
  const path = join(home.path, ".config/oms/profiles.json")
  assert.equal(await modeOf(path), 0o600)
  assert.doesNotMatch(await readFile(path, "utf8"), /desk-token/)
  assert.equal((await run("balances --json")).exit, 0)
  assert.equal(server.asked[0]?.headers.authorization, "Bearer desk-token")
  assert.equal(server.asked[0]?.url, "/v1/balances?account=paper")
  const rows = JSON.parse((await run("profile list --json")).printed)
  assert.deepEqual(
    rows.map(({ name, inUse }: { name: string; inUse: boolean }) => [name, inUse]),
    [
      ["desk", true],
      ["spare", false],
    ],
  )
  assert.equal((await run("profile use spare")).exit, 0)
  assert.equal((await run("balances")).exit, 6)
  assert.equal((await run("balances --profile desk")).exit, 0)
  assert.equal((await run("profile use nobody")).exit, 7)
  assert.equal((await run("profile remove spare")).exit, 0)
  assert.equal((await run("profile add Desk")).exit, 2)
})

test("another address than the profile's, so its token does not go there", async () => {
  await using home = await folder()
  await using server = await FakeServer.start()
  await writeFile(join(home.path, "t"), "profile-token", { mode: 0o600 })
  await ran("profile add desk --url https://desk.example --token-file t", { folder: home.path })
  const { exit, noted } = await ran(`balances --url ${server.env.OMS_URL}`, { folder: home.path })
  assert.equal(exit, 2)
  assert.match(noted, /the token of profile desk is for https:\/\/desk\.example/)
  assert.deepEqual(server.asked, [])
})

test("a profiles file that is none, so it says what to do", async () => {
  await using home = await folder()
  await ran("profile add x", { folder: home.path })
  await writeFile(join(home.path, ".config/oms/profiles.json"), "{")
  const { exit, noted } = await ran("profile list", { folder: home.path })
  assert.equal(exit, 1)
  assert.match(noted, /does not hold profiles/)
})

test("keys through a pipe: sealed, listed, asked about at the exchange, removed; nothing secret is printed or in the file", async () => {
  await using home = await folder()
  await using paper = await startPaperExchange({ market: "scripted", rateLimits: false })
  await using server = await FakeServer.start()
  const typed = `paper-key\npaper-secret\npaper-pass\n${PASSPHRASE}\n`
  const run = (line: string, input = "") => ran(line, { folder: home.path, typed: input, env: server.env })
  const added = await run("keys add main --environment live", typed)
  assert.equal(added.exit, 0, added.noted)
  const store = join(home.path, ".oms/keys.json")
  assert.equal(await modeOf(store), 0o600)
  const listed = await run("keys list")
  assert.match(listed.printed, /main +live/)
  const again = await run("keys add main --environment live", typed)
  assert.equal(again.exit, 3)
  const asked = await run(`doctor --keys main --okx-url ${paper.url}`, `${PASSPHRASE}\n`)
  assert.match(asked.printed, /keys +main may read only, trade/)
  const wrong = await run(`doctor --keys main --okx-url ${paper.url}`, "another passphrase\n")
  assert.equal(wrong.exit, 1)
  assert.match(wrong.printed, /fail +keys +The keys named main cannot be opened/)
  const everything =
    [added, listed, again, asked, wrong].map(({ printed, noted }) => printed + noted).join("") +
    (await readFile(store, "utf8"))
  for (const secret of ["paper-secret", "paper-pass", PASSPHRASE]) assert.ok(!everything.includes(secret), secret)
  assert.equal((await run("keys remove main")).exit, 2)
  assert.equal((await run("keys remove main --yes")).exit, 0)
  assert.equal((await run("keys remove main --yes")).exit, 7)
})

test("a key that may withdraw, so the doctor fails and says to delete it", async () => {
  await using home = await folder()
  await using paper = await startPaperExchange({
    market: "scripted",
    accounts: [
      { apiKey: "k", secret: "s", passphrase: "p", balances: {}, permissions: ["read_only", "trade", "withdraw"] },
    ],
  })
  await using server = await FakeServer.start()
  const run = (line: string, input: string) => ran(line, { folder: home.path, typed: input, env: server.env })
  await run("keys add rich --environment live", `k\ns\np\n${PASSPHRASE}\n`)
  const { exit, printed } = await run(`doctor --keys rich --okx-url ${paper.url}`, `${PASSPHRASE}\n`)
  assert.equal(exit, 1)
  assert.match(printed, /fail +keys +rich may .*withdraw/)
  assert.match(printed, /Delete this key at OKX now/)
})

test("secrets that are missing or a passphrase that is short, so nothing is written", async () => {
  await using home = await folder()
  for (const typed of ["", "k\ns\n", "k\ns\np\nshort\n"]) {
    const { exit } = await ran("keys add main --environment demo", { folder: home.path, typed })
    assert.notEqual(exit, 0)
  }
  await assert.rejects(stat(join(home.path, ".oms/keys.json")))
})

test("a store that others may read, so it is refused with the command that mends it", async () => {
  await using home = await folder()
  await ran("keys add main --environment demo", { folder: home.path, typed: `k\ns\np\n${PASSPHRASE}\n` })
  await chmod(join(home.path, ".oms/keys.json"), 0o644)
  const { exit, noted } = await ran("keys list", { folder: home.path })
  assert.equal(exit, 1)
  assert.match(noted, /chmod 600/)
})

test("a secret typed at a terminal, so it is read to the end of the line, backspace works and nothing is shown", async () => {
  const terminal = new FakeTerminal({ columns: 80 })
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => input })
  const reading = readSecrets(
    {
      ...terminal,
      out: terminal.out,
      error: terminal.error,
      now: terminal.now,
      signal: terminal.signal,
      env: {},
      folder: "",
      input,
    },
    ["API key"],
  )
  for (const key of ["s3x", "\u007f", "cret", "\r"]) {
    input.write(key)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  assert.deepEqual(await reading, ["s3cret"])
  assert.equal(terminal.noted, "API key (not shown): \n")
})

test("a new token into a file, so it is its owner's, holds the token alone, and one that is there is not touched", async () => {
  await using home = await folder()
  await using server = await FakeServer.start()
  const run = () => ran("token create wall --out wall.token", { folder: home.path, env: server.env })
  const made = await run()
  const path = join(home.path, "wall.token")
  assert.deepEqual([made.exit, made.printed], [0, ""])
  assert.equal(await readFile(path, "utf8"), "Zm9ydHktdGhyZWUgY2hhcmFjdGVycyBvZiBiYXNlNjR1\n")
  assert.equal(await modeOf(path), 0o600)
  assert.equal((await run()).exit, 2)
  assert.equal(server.of("createToken").length, 1)
})
