// Where the configuration comes from: a JSON file, then the environment over it. It relies on config.ts for what each value may be and on okx-keys.ts
// for the keys; a secret is never read from the configuration file and never told in a message.

import { dirname, resolve } from "node:path"
import { type Config, type OkxKeys, readConfig } from "./config.ts"
import { readJsonObject } from "./json-file.ts"
import { type AskPassphrase, type Environment, okxKeys } from "./okx-keys.ts"
import { StartRefused } from "./start-refused.ts"

export const CONFIG_FILE = "oms.config.json"

/** Environment variable -> key of the configuration. */
export const VARIABLES: readonly {
  readonly name: string
  readonly key: string
  readonly kind: "text" | "number" | "list"
}[] = [
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
  { name: "OMS_KEYS", key: "okx.keyStore", kind: "text" },
  { name: "OMS_KEY_NAME", key: "okx.keyName", kind: "text" },
  { name: "OMS_HTTP_HOSTS", key: "http.hosts", kind: "list" },
  { name: "OMS_HTTP_ORIGINS", key: "http.origins", kind: "list" },
]

export interface LoadedConfig {
  readonly config: Config
  readonly keys: OkxKeys
  /** REST and WebSocket addresses that are not the region's own; set for paper. */
  readonly addresses: { readonly restUrl?: string; readonly socketUrl?: string }
}

/** Reads <folder>/oms.config.json (or the file that OMS_CONFIG names) and the environment. Throws StartRefused that says what to change. */
export async function loadConfig(options: {
  env: Environment
  folder: string
  /** Asks a person for the passphrase of the key store; absent: there is nobody to ask. */
  ask?: AskPassphrase
}): Promise<LoadedConfig> {
  const { env, folder } = options
  const named = env.OMS_CONFIG
  const path = resolve(folder, named ?? CONFIG_FILE)
  const file = await readJsonObject(path, { mayBeMissing: named === undefined, what: "the configuration" })
  const { settings, from } = joined(file ?? {}, env, path)
  const config = readConfig(settings, from)
  const base = file === undefined ? folder : dirname(path)
  const data = resolve(env.OMS_DATA === undefined ? base : folder, config.data)
  return {
    config: { ...config, data },
    keys: await okxKeys(config, { env, folder, base, data, ...(options.ask !== undefined && { ask: options.ask }) }),
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
