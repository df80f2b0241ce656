// The key store on disk: what goes in comes out under the right passphrase and under no other, and nothing of it can be seen or exchanged.

import assert from "node:assert/strict"
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { test } from "node:test"
import { KeyStore, KeyStoreError } from "./key-store.ts"

const KEYS = { apiKey: "canary-api-key", secretKey: "canary-secret", passphrase: "canary-okx-passphrase" }
const PASSPHRASE = "five words drawn at random"

async function folder(context: { after: (run: () => Promise<void>) => void }): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "oms-keys-"))
  context.after(() => rm(path, { recursive: true, force: true }))
  return path
}

function complains(what: RegExp) {
  return (error: unknown) => error instanceof KeyStoreError && what.test(`${error.message} ${error.advice}`)
}

test("keys come back under their passphrase, also to the next program, so a store replaces the environment", async (t) => {
  const path = join(await folder(t), "deep", "keys.json")
  const store = await KeyStore.open(path)
  assert.deepEqual(store.entries, [])
  await store.add({ name: "main", environment: "live", keys: KEYS, passphrase: PASSPHRASE })
  await store.add({ name: "trial", environment: "demo", keys: KEYS, passphrase: "another long passphrase" })
  const later = await KeyStore.open(path)
  assert.deepEqual(
    later.entries.map(({ name, environment }) => [name, environment]),
    [
      ["main", "live"],
      ["trial", "demo"],
    ],
  )
  assert.deepEqual(await later.read("main", PASSPHRASE), { ...KEYS, environment: "live" })
  await later.remove("main")
  await assert.rejects((await KeyStore.open(path)).read("main", PASSPHRASE), complains(/no keys named main.*trial/))
})

test("the file shows no secret, belongs to its owner alone, and nothing is left beside it, so a backup may hold it", async (t) => {
  const directory = await folder(t)
  const path = join(directory, "keys.json")
  await (await KeyStore.open(path)).add({ name: "main", environment: "demo", keys: KEYS, passphrase: PASSPHRASE })
  const text = await readFile(path, "utf8")
  for (const secret of [...Object.values(KEYS), PASSPHRASE]) {
    assert.ok(!text.includes(secret))
    assert.ok(!text.includes(Buffer.from(secret).toString("base64").slice(0, 12)))
  }
  assert.equal((await stat(path)).mode & 0o777, 0o600)
  assert.deepEqual(await readdir(directory), ["keys.json"])
})

test("a wrong passphrase or any change of an entry opens nothing, so demo keys cannot be passed off as live ones", async (t) => {
  const path = join(await folder(t), "keys.json")
  const store = await KeyStore.open(path)
  await store.add({ name: "main", environment: "demo", keys: KEYS, passphrase: PASSPHRASE })
  await assert.rejects(store.read("main", `${PASSPHRASE} `), complains(/cannot be opened.*passphrase is wrong/))
  const text = await readFile(path, "utf8")
  const changes = [
    text.replace('"environment": "demo"', '"environment": "live"'),
    text.replace('"name": "main"', '"name": "other"'),
    text.replace(/"sealed": "(.)/, (_, first) => `"sealed": "${first === "A" ? "B" : "A"}`),
    text.replace(/"tag": "(.)/, (_, first) => `"tag": "${first === "A" ? "B" : "A"}`),
  ]
  for (const changed of changes) {
    assert.notEqual(changed, text)
    await writeFile(path, changed, { mode: 0o600 })
    const altered = await KeyStore.open(path)
    const [entry] = altered.entries
    await assert.rejects(altered.read(entry?.name ?? "", PASSPHRASE), complains(/cannot be opened/))
  }
})

test("what is no store, weakened, or open to others is refused, so a mistake is told and not worked around", async (t) => {
  const path = join(await folder(t), "keys.json")
  for (const text of [
    "",
    "{}",
    "[]",
    '{"format":2}',
    '{"format":1,"kdf":{"name":"scrypt","N":2,"r":8,"p":1},"entries":[]}',
  ]) {
    await writeFile(path, text, { mode: 0o600 })
    await assert.rejects(KeyStore.open(path), complains(/not a key store/))
  }
  await rm(path)
  await (await KeyStore.open(path)).add({ name: "main", environment: "demo", keys: KEYS, passphrase: PASSPHRASE })
  await chmod(path, 0o644)
  await assert.rejects(KeyStore.open(path), complains(/chmod 600/))
})

test("a short passphrase, a wrong name or one in use is refused before anything is written, so a store holds only what can be used", async (t) => {
  const path = join(await folder(t), "keys.json")
  const store = await KeyStore.open(path)
  const entry = { name: "main", environment: "demo", keys: KEYS, passphrase: PASSPHRASE } as const
  await assert.rejects(store.add({ ...entry, passphrase: "short" }), complains(/5 characters.*12 to/))
  await assert.rejects(store.add({ ...entry, name: "Main Account" }), complains(/cannot name keys/))
  await assert.rejects(stat(path), { code: "ENOENT" })
  await store.add(entry)
  await assert.rejects(store.add(entry), complains(/named main already/))
})
