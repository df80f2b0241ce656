// The keys of the OKX account, from the one place that the configuration names: the environment, a file of the owner's alone, or the encrypted key store.
// It relies on the package oms for the store's seal. No key or passphrase is ever told in a message.

import { readFile, stat } from "node:fs/promises"
import { isAbsolute, join, relative, resolve } from "node:path"
import { KeyStore } from "@okx-oms/oms"
import type { Config, OkxKeys } from "./config.ts"
import { readJsonObject } from "./json-file.ts"
import { refuseIfOpenToOthers } from "./own-file.ts"
import { StartRefused } from "./start-refused.ts"

export type Environment = Readonly<Record<string, string | undefined>>
/** Shows the question and resolves with what was typed, which is not shown. */
export type AskPassphrase = (question: string) => Promise<string>

/** The paper exchange's own account: play money, so its keys are no secret. */
const PAPER_KEYS: OkxKeys = { apiKey: "paper-key", secretKey: "paper-secret", passphrase: "paper-pass" }
/** Where "oms keys add" puts it. */
const KEY_STORE_FILE = "keys.json"
const PASSPHRASE_FILE_BYTES_MAX = 4_096

export interface KeyPlaces {
  readonly env: Environment
  /** Of the process: paths of the environment begin here. */
  readonly folder: string
  /** Of the configuration file: its paths begin here. */
  readonly base: string
  /** Of the journal: the key store is there unless another one is named. */
  readonly data: string
  readonly ask?: AskPassphrase
}

/** Throws StartRefused, or KeyStoreError with its advice. */
export async function okxKeys(config: Pick<Config, "mode" | "okx" | "paperKeys">, places: KeyPlaces): Promise<OkxKeys> {
  // A key of a real account is not for the paper exchange, even when the shell happens to hold one.
  if (config.mode === "paper") return config.paperKeys ?? PAPER_KEYS
  if (config.okx.keyStore === undefined && config.okx.keyName === undefined) return await plainKeys(config, places)
  return await storedKeys({ ...config, mode: config.mode }, places)
}

async function plainKeys({ mode, okx }: Pick<Config, "mode" | "okx">, places: KeyPlaces): Promise<OkxKeys> {
  const { env } = places
  const from = env.OMS_SECRETS === undefined ? places.base : places.folder
  const inFile = okx.secretsFile === undefined ? {} : await readSecrets(resolve(from, okx.secretsFile), env)
  const apiKey = env.OKX_API_KEY ?? inFile.apiKey
  const secretKey = env.OKX_SECRET ?? inFile.secretKey
  const passphrase = env.OKX_PASSPHRASE ?? inFile.passphrase
  if (apiKey && secretKey && passphrase) return { apiKey, secretKey, passphrase }
  const missing = [
    ...(apiKey ? [] : ["OKX_API_KEY"]),
    ...(secretKey ? [] : ["OKX_SECRET"]),
    ...(passphrase ? [] : ["OKX_PASSPHRASE"]),
  ]
  throw new StartRefused(`Mode ${mode} needs the keys of an OKX account; missing: ${missing.join(", ")}.`, {
    advice: `Set them in the environment, put { "apiKey", "secretKey", "passphrase" } into a file of your own (chmod 600) and name it as okx.secretsFile, or seal them with "oms keys add" and name them as okx.keyStore and okx.keyName.`,
  })
}

async function storedKeys(
  { mode, okx }: { mode: "demo" | "live"; okx: Config["okx"] },
  places: KeyPlaces,
): Promise<OkxKeys> {
  const { env, folder, base, data } = places
  const { keyStore = join(data, KEY_STORE_FILE), keyName } = okx
  if (keyName === undefined) {
    throw new StartRefused("okx.keyStore names a key store, and nothing says which of its keys are meant.", {
      advice: 'Name them as okx.keyName (OMS_KEY_NAME); "oms keys list" shows what there is.',
    })
  }
  refuseSecondPlace(okx, env)
  const store = await KeyStore.open(resolve(env.OMS_KEYS ? folder : base, keyStore))
  const entry = store.entries.find(({ name }) => name === keyName)
  // Before anybody is asked for a passphrase. The seal covers the word, so an edited file does not open below.
  if (entry !== undefined && entry.environment !== mode)
    throw otherEnvironment({ keyName, is: entry.environment, mode })
  const passphrase = entry === undefined ? "" : await passphraseOf(keyName, places)
  const { environment, ...keys } = await store.read(keyName, passphrase)
  if (environment !== mode) throw otherEnvironment({ keyName, is: environment, mode })
  return keys
}

/** With keys in two places somebody would be wrong about which account trades. */
function refuseSecondPlace({ secretsFile }: Config["okx"], env: Environment): void {
  const inEnvironment = ["OKX_API_KEY", "OKX_SECRET", "OKX_PASSPHRASE"].filter((name) => env[name])
  const others = [...inEnvironment, ...(secretsFile === undefined ? [] : ["okx.secretsFile"])]
  if (others.length === 0) return
  throw new StartRefused(`okx.keyStore names the keys, and so does ${others.join(", ")}.`, {
    advice: "Keep one of them.",
  })
}

function otherEnvironment({ keyName, is, mode }: { keyName: string; is: string; mode: string }): StartRefused {
  return new StartRefused(`The keys named ${keyName} are for ${is}, but the mode is ${mode}.`, {
    advice: `Name keys that were added for ${mode}, or say "mode": "${is}".`,
  })
}

async function passphraseOf(keyName: string, { env, folder, ask }: KeyPlaces): Promise<string> {
  const { OMS_KEYS_PASSPHRASE: given, OMS_KEYS_PASSPHRASE_FILE: file } = env
  if (given && file) {
    throw new StartRefused("OMS_KEYS_PASSPHRASE and OMS_KEYS_PASSPHRASE_FILE are both set.", {
      advice: "Keep one of them.",
    })
  }
  if (given) return given
  if (file) return await passphraseIn(resolve(folder, file), env)
  if (ask !== undefined) return await ask(`Passphrase of the keys named ${keyName}: `)
  throw new StartRefused(`The keys named ${keyName} need a passphrase, and there is no terminal to ask for it.`, {
    advice: "Set OMS_KEYS_PASSPHRASE_FILE to a file of your own (chmod 600) or a systemd credential.",
  })
}

async function passphraseIn(path: string, env: Environment): Promise<string> {
  let text: string
  try {
    if (!isCredential(path, env)) await refuseIfOpenToOthers(path, "a passphrase")
    if ((await stat(path)).size > PASSPHRASE_FILE_BYTES_MAX) throw new Error("it is too large")
    text = await readFile(path, "utf8")
  } catch (error) {
    if (error instanceof StartRefused) throw error
    throw new StartRefused(`${path} (the passphrase of the key store) cannot be read.`, {
      advice: "See to it that the file is there, holds the passphrase alone, and that this user may read it.",
      cause: error,
    })
  }
  // Editors end the last line; a passphrase does not end with one.
  const passphrase = text.replace(/\r?\n$/, "")
  if (passphrase !== "") return passphrase
  throw new StartRefused(`${path} (the passphrase of the key store) is empty.`, {
    advice: "Put the passphrase into it.",
  })
}

/** systemd gives credentials to this service alone, in a folder of its own; their modes follow rules of its own. */
function isCredential(path: string, { CREDENTIALS_DIRECTORY: folder }: Environment): boolean {
  if (!folder) return false
  const inside = relative(resolve(folder), path)
  return inside !== "" && !inside.startsWith("..") && !isAbsolute(inside)
}

async function readSecrets(path: string, env: Environment): Promise<Partial<OkxKeys>> {
  const file = await readJsonObject(path, { mayBeMissing: false, what: "the secrets" })
  if (!isCredential(path, env)) await refuseIfOpenToOthers(path, "the keys of an account")
  const known = ["apiKey", "secretKey", "passphrase"] as const
  const wrong = Object.entries(file ?? {}).filter(
    ([name, value]) => !known.some((field) => field === name) || typeof value !== "string" || value === "",
  )
  if (wrong.length > 0) {
    throw new StartRefused(`${path}: ${wrong.map(([name]) => name).join(", ")} cannot be used.`, {
      advice: 'The file holds three texts: { "apiKey": "...", "secretKey": "...", "passphrase": "..." }.',
    })
  }
  return (file ?? {}) as Partial<OkxKeys>
}
