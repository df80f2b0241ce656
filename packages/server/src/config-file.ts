// Where the configuration comes from: a JSON file, then the environment over it, and the secrets from their own file or the environment.
// It relies on config.ts for what each value may be. A secret is never read from the configuration file and never told in a message.

import { readFile } from "node:fs/promises"
import { dirname, resolve } from "node:path"
import { type Config, type OkxKeys, readConfig } from "./config.ts"
import { refuseIfOpenToOthers } from "./own-file.ts"
import { StartRefused } from "./start-refused.ts"

export const CONFIG_FILE = "oms.config.json"

/** The paper exchange's own account: play money, so its keys are no secret. */
const PAPER_KEYS: OkxKeys = { apiKey: "paper-key", secretKey: "paper-secret", passphrase: "paper-pass" }

type Environment = Readonly<Record<string, string | undefined>>

/** Environment variable -> key of the configuration. */
const VARIABLES: readonly { readonly name: string; readonly key: string; readonly kind: "text" | "number" | "list" }[] =
  [
    { name: "OMS_MODE", key: "mode", kind: "text" },
    { name: "OMS_ACCOUNT", key: "account", kind: "text" },
    { name: "OMS_PORT", key: "port", kind: "number" },
    { name: "OMS_PAPER_PORT", key: "paperPort", kind: "number" },
    { name: "OMS_DATA", key: "data", kind: "text" },
    { name: "OMS_TAG", key: "tag", kind: "text" },
    { name: "OMS_SYMBOLS", key: "symbols", kind: "list" },
    { name: "OMS_QUEUE_MS", key: "queueMs", kind: "number" },
    { name: "OMS_INBOX_LIMIT", key: "inboxLimit", kind: "number" },
    { name: "OMS_DURABILITY", key: "durability", kind: "text" },
    { name: "OMS_LOG", key: "log", kind: "text" },
    { name: "OKX_REGION", key: "okx.region", kind: "text" },
    { name: "OKX_BASE_URL", key: "okx.baseUrl", kind: "text" },
    { name: "OKX_WS_URL", key: "okx.wsUrl", kind: "text" },
    { name: "OMS_SECRETS", key: "okx.secretsFile", kind: "text" },
  ]

export interface LoadedConfig {
  readonly config: Config
  readonly keys: OkxKeys
  /** REST and WebSocket addresses that are not the region's own; set for paper. */
  readonly addresses: { readonly restUrl?: string; readonly socketUrl?: string }
}

/** Reads <folder>/oms.config.json (or the file that OMS_CONFIG names) and the environment. Throws StartRefused that says what to change. */
export async function loadConfig(options: { env: Environment; folder: string }): Promise<LoadedConfig> {
  const { env, folder } = options
  const named = env.OMS_CONFIG
  const path = resolve(folder, named ?? CONFIG_FILE)
  const file = await readJsonObject(path, { mayBeMissing: named === undefined, what: "the configuration" })
  const { settings, from } = joined(file ?? {}, env, path)
  const config = readConfig(settings, from)
  const base = file === undefined ? folder : dirname(path)
  return {
    config: { ...config, data: resolve(env.OMS_DATA === undefined ? base : folder, config.data) },
    keys: await keysOf(config, { env, base: env.OMS_SECRETS === undefined ? base : folder }),
    addresses: addressesOf(config),
  }
}

function joined(file: Readonly<Record<string, unknown>>, env: Environment, path: string) {
  const settings: Record<string, unknown> = structuredClone(file)
  const sources = new Map<string, string>()
  for (const { name, key, kind } of VARIABLES) {
    const text = env[name]
    if (text === undefined || text === "") continue
    sources.set(key, `environment ${name}`)
    const value =
      kind === "list" ? text.split(",").map((item) => item.trim()) : kind === "number" ? numberOf(text) : text
    const [group = "", field] = key.split(".", 2)
    if (field === undefined) settings[group] = value
    else settings[group] = { ...(settings[group] as object | undefined), [field]: value }
  }
  const from = (key: string): string => sources.get(key) ?? sources.get(key.split(".")[0] ?? "") ?? path
  return { settings, from }
}

function numberOf(text: string): number | string {
  return /^-?\d{1,15}$/.test(text) ? Number(text) : text
}

function addressesOf({ mode, paperPort, okx }: Config): LoadedConfig["addresses"] {
  const restUrl = okx.baseUrl ?? (mode === "paper" ? `http://127.0.0.1:${paperPort}` : undefined)
  const socketUrl = okx.wsUrl ?? (mode === "paper" ? socketOf(restUrl) : undefined)
  if (mode === "paper" && [restUrl, socketUrl].some((url) => url !== undefined && !isLoopback(url))) {
    throw new StartRefused(`Mode paper trades play money on this machine, but the address ${restUrl} is elsewhere.`, {
      advice: 'Remove okx.baseUrl and okx.wsUrl (OKX_BASE_URL, OKX_WS_URL), or say "mode": "demo" or "live".',
    })
  }
  return { ...(restUrl !== undefined && { restUrl }), ...(socketUrl !== undefined && { socketUrl }) }
}

function socketOf(restUrl: string | undefined): string | undefined {
  return restUrl === undefined ? undefined : `${restUrl.replace(/^http/, "ws").replace(/\/$/, "")}/ws/v5`
}

function isLoopback(url: string): boolean {
  return ["127.0.0.1", "localhost", "[::1]"].includes(new URL(url).hostname)
}

async function keysOf(config: Config, { env, base }: { env: Environment; base: string }): Promise<OkxKeys> {
  const { mode, okx } = config
  // A key of a real account is not for the paper exchange, even when the shell happens to hold one.
  if (mode === "paper") return PAPER_KEYS
  const inFile = okx.secretsFile === undefined ? {} : await readSecrets(resolve(base, okx.secretsFile))
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
    advice: `Set them in the environment, or put { "apiKey", "secretKey", "passphrase" } into a file of your own (chmod 600) and name it as okx.secretsFile.`,
  })
}

async function readSecrets(path: string): Promise<Partial<OkxKeys>> {
  const file = await readJsonObject(path, { mayBeMissing: false, what: "the secrets" })
  await refuseIfOpenToOthers(path, "the keys of an account")
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

async function readJsonObject(
  path: string,
  { mayBeMissing, what }: { mayBeMissing: boolean; what: string },
): Promise<Readonly<Record<string, unknown>> | undefined> {
  let content: string
  try {
    content = await readFile(path, "utf8")
  } catch (error) {
    const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT"
    if (isMissing && mayBeMissing) return undefined
    const advice = isMissing ? "Make the file, or name another one." : "See to it that this user may read the file."
    throw new StartRefused(`${path} (${what}) ${isMissing ? "is not there" : "cannot be read"}.`, {
      advice,
      cause: error,
    })
  }
  const value = parseJson(content)
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  // The parser's own words would show a piece of the file, and that piece may be a secret.
  throw new StartRefused(`${path} (${what}) is not a JSON object.`, { advice: "Correct the file and start again." })
}

function parseJson(content: string): unknown {
  try {
    return JSON.parse(content)
  } catch {
    return undefined
  }
}
