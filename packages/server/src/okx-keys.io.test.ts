// Where the keys of an account come from: the encrypted store with its passphrase from each of its places, and what is refused before anything is opened.

import assert from "node:assert/strict"
import { EventEmitter } from "node:events"
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, before, test } from "node:test"
import { KeyStore } from "@okx-oms/oms"
import { askPassphrase, type TerminalIn } from "./ask-passphrase.ts"
import { loadConfig } from "./config-file.ts"
import type { AskPassphrase, Environment } from "./okx-keys.ts"

const PASSPHRASE = "five words drawn at random"
const KEYS = { apiKey: "store-key", secretKey: "store-secret", passphrase: "store-pass" }

let folder = ""
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "oms-keys-"))
  const store = await KeyStore.open(join(folder, "keys.json"))
  await store.add({ name: "main", environment: "live", keys: KEYS, passphrase: PASSPHRASE })
  await store.add({ name: "trial", environment: "demo", keys: KEYS, passphrase: PASSPHRASE })
})
after(() => rm(folder, { recursive: true }))

function load(env: Environment, ask?: AskPassphrase) {
  const named = { OMS_KEYS: "keys.json", OMS_MODE: "live", OMS_CONFIRM_LIVE: "live", OMS_KEY_NAME: "main", ...env }
  return loadConfig({ env: named, folder, ...(ask !== undefined && { ask }) })
}

async function refused(env: Environment, says: RegExp, advises = /./): Promise<void> {
  const ask = async () => assert.fail("nobody is asked")
  await assert.rejects(load(env, ask), (error: Error & { advice?: string }) => {
    assert.match(error.message, says)
    assert.match(error.advice ?? "", advises)
    assert.doesNotMatch(`${error.message} ${error.advice}`, /store-|five words/)
    return true
  })
}

async function write(name: string, content: string, mode: number): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, content)
  await chmod(path, mode)
  return path
}

test("the passphrase in the environment, so the keys are the store's", async () => {
  assert.deepEqual((await load({ OMS_KEYS_PASSPHRASE: PASSPHRASE })).keys, KEYS)
})

test("the passphrase in a file of the owner's alone, so its last line break is no part of it", async () => {
  await write("passphrase", `${PASSPHRASE}\n`, 0o600)
  assert.deepEqual((await load({ OMS_KEYS_PASSPHRASE_FILE: "passphrase" })).keys, KEYS)
})

test("a systemd credential, so its mode is systemd's business; the same file elsewhere is refused", async () => {
  await mkdir(join(folder, "credentials"))
  const path = await write(join("credentials", "oms"), PASSPHRASE, 0o440)
  const env = { OMS_KEYS_PASSPHRASE_FILE: path }
  assert.deepEqual((await load({ ...env, CREDENTIALS_DIRECTORY: join(folder, "credentials") })).keys, KEYS)
  await refused(env, /other users of this machine may open it \(mode 440\)/, /chmod 600/)
  await refused({ ...env, CREDENTIALS_DIRECTORY: join(folder, "cred") }, /other users/)
})

test("plain keys as a systemd credential, so its mode is systemd's business, too", async () => {
  await write(join("credentials", "plain"), JSON.stringify(KEYS), 0o440)
  const CREDENTIALS_DIRECTORY = join(folder, "credentials")
  const env = { OMS_MODE: "live", OMS_CONFIRM_LIVE: "live", OMS_SECRETS: join(CREDENTIALS_DIRECTORY, "plain") }
  assert.deepEqual((await loadConfig({ env: { ...env, CREDENTIALS_DIRECTORY }, folder })).keys, KEYS)
  await assert.rejects(loadConfig({ env, folder }), /other users/)
})

test("neither, and a terminal, so a person is asked once and by the name of the keys", async () => {
  const asked: string[] = []
  const ask = async (question: string) => {
    asked.push(question)
    return PASSPHRASE
  }
  assert.deepEqual((await load({}, ask)).keys, KEYS)
  assert.deepEqual(asked, ["Passphrase of the keys named main: "])
})

test("no terminal, so the start is refused with the places that are looked at", async () => {
  await assert.rejects(load({}), /there is no terminal/)
})

test("demo keys under mode live and live keys under demo, so the start is refused before anybody is asked", async () => {
  await refused({ OMS_KEY_NAME: "trial" }, /named trial are for demo, but the mode is live/, /"mode": "demo"/)
  await refused({ OMS_MODE: "demo" }, /named main are for live, but the mode is demo/, /"mode": "live"/)
})

test("keys in two places, half a name, an unknown one, or a wrong passphrase, so the start is refused", async () => {
  await refused({ OKX_API_KEY: "store-other" }, /okx.keyStore names the keys, and so does OKX_API_KEY/, /Keep one/)
  await refused({ OMS_SECRETS: "other.json" }, /and so does okx.secretsFile/)
  await refused({ OMS_KEYS_PASSPHRASE: PASSPHRASE, OMS_KEYS_PASSPHRASE_FILE: "x" }, /both set/)
  await refused({ OMS_KEY_NAME: "" }, /nothing says which of its keys are meant/, /OMS_KEY_NAME/)
  await refused({ OMS_KEYS: "" }, /\.oms\/keys\.json has no keys named main/)
  await refused({ OMS_KEY_NAME: "nobody" }, /no keys named nobody/, /It has: main, trial/)
  await refused({ OMS_KEYS_PASSPHRASE: "another five words, wrong" }, /cannot be opened/, /passphrase is wrong/)
  await refused({ OMS_KEYS_PASSPHRASE_FILE: "missing" }, /cannot be read/)
  await write("empty", "\n", 0o600)
  await refused({ OMS_KEYS_PASSPHRASE_FILE: "empty" }, /is empty/)
})

test("mode paper, so the store is not even opened", async () => {
  const { keys } = await load({ OMS_MODE: "paper", OMS_KEYS: "missing.json" })
  assert.equal(keys.apiKey, "paper-key")
})

class Keyboard extends EventEmitter {
  isRaw = false
  readonly modes: boolean[] = []
  setRawMode(mode: boolean): this {
    this.modes.push(mode)
    return this
  }
  resume(): this {
    return this
  }
  pause(): this {
    return this
  }
}

function atTerminal() {
  const keyboard = new Keyboard()
  const shown: string[] = []
  const input = keyboard as Keyboard & TerminalIn
  const typed = askPassphrase("Passphrase: ", { input, output: { write: (text) => shown.push(text) } })
  return { keyboard, shown, typed }
}

test("typed at a terminal, so nothing of it is shown, corrections count, and the terminal is as it was", async () => {
  const { keyboard, shown, typed } = atTerminal()
  for (const keys of ["five wordz", "\u007f", "s", "\u001b", "😀", "\b", " more\r", "ignored"])
    keyboard.emit("data", keys)
  assert.equal(await typed, "five words more")
  assert.deepEqual(shown, ["Passphrase: ", "\n"])
  assert.deepEqual(keyboard.modes, [true, false])
})

test("given up at a terminal, so the start is refused and the terminal is as it was", async () => {
  for (const way of ["\u0003", "\u0004", "x".repeat(2_000)]) {
    const { keyboard, typed } = atTerminal()
    keyboard.emit("data", way)
    await assert.rejects(typed, /No passphrase was given/)
    assert.deepEqual(keyboard.modes, [true, false])
  }
  const { keyboard, typed } = atTerminal()
  keyboard.emit("end")
  await assert.rejects(typed, /No passphrase was given/)
})
