// Where the configuration comes from: a JSON file, then the environment over it. It relies on config.ts for what each value may be and on okx-keys.ts
// for the keys; a secret is never read from the configuration file and never told in a message.

import { dirname, resolve } from "node:path"
import { readAccounts } from "./accounts-config.ts"
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
  { name: "OMS_CONFIRM_LIVE", key: "confirmLive", kind: "text" },
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
  /** One of several: its journal is for it alone. Default false. */
  readonly isOneOfSeveral?: boolean
  readonly config: Config
  readonly keys: OkxKeys
  /** REST and WebSocket addresses that are not the region's own; set for paper. */
  readonly addresses: { readonly restUrl?: string; readonly socketUrl?: string }
}

/** Where the configuration is read from. */
export interface ConfigSource {
  readonly env: Environment
  readonly folder: string
  /** Asks a person for the passphrase of the key store; absent: there is nobody to ask. */
  readonly ask?: AskPassphrase
}

/** A configuration whose accounts may each fail for themselves. */
export interface LoadedServer {
  /** Of the server: port, http, log and the folder of its tokens. */
  readonly server: Pick<Config, "port" | "http" | "log" | "data">
  /** True for the form without `accounts`. */
  readonly hasOne: boolean
  readonly accounts: readonly {
    readonly config: Config
    /** Fetches its keys. Throws StartRefused or KeyStoreError. One after the other: a person may be asked. */
    readonly load: () => Promise<LoadedConfig>
  }[]
}

/** Reads <folder>/oms.config.json (or the file that OMS_CONFIG names) and the environment. Throws StartRefused that says what to change. */
export async function loadServer(source: ConfigSource): Promise<LoadedServer> {
  const { settings, from, base } = await readSettings(source)
  if (settings.accounts === undefined) {
    const config = inFolder(readConfig(settings, from), { ...source, base })
    return {
      server: config,
      hasOne: true,
      accounts: [{ config, load: () => withKeys(config, source, { base, keysIn: config.data }) }],
    }
  }
  const { server, accounts } = readAccounts(settings, from)
  // Keys in the environment do not say whose they are: each account names its own place.
  const env = Object.fromEntries(Object.entries(source.env).filter(([name]) => OF_KEY_STORES.has(name)))
  const ofServer = inFolder(server, { ...source, base })
  return {
    server: ofServer,
    hasOne: false,
    accounts: accounts.map((one) => {
      const config = inFolder(one, { ...source, base })
      return {
        config,
        load: async () => ({
          ...(await withKeys(config, { ...source, env }, { base, keysIn: ofServer.data })),
          isOneOfSeveral: true,
        }),
      }
    }),
  }
}

/** The same for a configuration of one account. */
export async function loadConfig(source: ConfigSource): Promise<LoadedConfig> {
  const { settings, from, base } = await readSettings(source)
  const config = inFolder(readConfig(settings, from), { ...source, base })
  return await withKeys(config, source, { base, keysIn: config.data })
}

/** What opens a key store; the keys themselves are each account's own. */
const OF_KEY_STORES: ReadonlySet<string> = new Set([
  "OMS_KEYS_PASSPHRASE",
  "OMS_KEYS_PASSPHRASE_FILE",
  "CREDENTIALS_DIRECTORY",
])

async function readSettings({ env, folder }: ConfigSource) {
  const named = env.OMS_CONFIG
  const path = resolve(folder, named ?? CONFIG_FILE)
  const file = await readJsonObject(path, { mayBeMissing: named === undefined, what: "the configuration" })
  return { ...joined(file ?? {}, env, path), base: file === undefined ? folder : dirname(path) }
}

function inFolder(config: Config, { env, folder, base }: ConfigSource & { readonly base: string }): Config {
  return { ...config, data: resolve(env.OMS_DATA ? folder : base, config.data) }
}

/** `keysIn`: the folder in which a key store is looked for that is not named. */
async function withKeys(
  config: Config,
  { env, folder, ask }: ConfigSource,
  { base, keysIn }: { readonly base: string; readonly keysIn: string },
): Promise<LoadedConfig> {
  const places = { env, folder, base, data: keysIn, ...(ask !== undefined && { ask }) }
  return { config, keys: await okxKeys(config, places), addresses: addressesOf(config) }
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
