// The life of the server process: configuration, order manager, doors, and the way back. It relies on compose.ts to open the manager and on
// main.ts for the process itself (signals, terminal, exit code).

import { join } from "node:path"
import type { Logger } from "pino"
import { Access } from "./access.ts"
import { type LoadedConfig, loadConfig } from "./config-file.ts"
import { Strategies } from "./grid/strategies.ts"
import { HttpServer } from "./http-server.ts"
import { openLog } from "./log.ts"
import type { AskPassphrase } from "./okx-keys.ts"
import type { OmsPort } from "./open-oms.ts"
import { HeldSecrets } from "./secrets.ts"
import { StartRefused } from "./start-refused.ts"
import { type AdminToken, adminToken } from "./token-file.ts"
import { TokenStore } from "./token-store.ts"

export interface ServeOptions {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Where oms.config.json is looked for. */
  readonly folder: string
  /** Asks a person for the passphrase of the key store; absent: there is nobody to ask. */
  readonly ask?: AskPassphrase
  readonly openOms: (
    loaded: LoadedConfig,
    options: { log: Logger; onStopped: (why: string) => void },
  ) => Promise<OmsPort>
  /** The manager stopped by itself: nothing is taken any more, the process should end. */
  readonly onStopped: (why: string) => void
  /** For tests. */
  readonly log?: Logger
}

/** A running server. */
export class Serving implements AsyncDisposable {
  readonly loaded: LoadedConfig
  readonly oms: OmsPort
  readonly http: HttpServer
  readonly token: AdminToken
  readonly #access: Access

  constructor(parts: { loaded: LoadedConfig; oms: OmsPort; http: HttpServer; token: AdminToken; access: Access }) {
    this.loaded = parts.loaded
    this.oms = parts.oms
    this.http = parts.http
    this.token = parts.token
    this.#access = parts.access
  }

  /** An address for the browser: good once, for one minute. */
  newLink(): string {
    return `${this.http.url}/open?key=${this.#access.newLink().key}`
  }

  /** Closes the doors, then the manager: no request is cut off while the manager can still answer it. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.http[Symbol.asyncDispose]()
    } finally {
      await this.oms.close()
    }
  }
}

/** Throws StartRefused, JournalUnavailable or ExchangeUnavailable; each has an advice. Whatever was opened before is closed again. */
export async function serve(options: ServeOptions): Promise<Serving> {
  const loaded = await loadConfig(options)
  const { config, keys } = loaded
  const secrets = new HeldSecrets()
  // The paper exchange's keys are words of its documentation.
  if (config.mode !== "paper") secrets.hold(keys.apiKey, keys.secretKey, keys.passphrase)
  const log = options.log ?? openLog({ level: config.log, secrets })
  const token = await adminToken(config.data)
  secrets.hold(token.token)
  const access = new Access({ ...token, tokens: await TokenStore.open(config.data) })
  await using opened = new AsyncDisposableStack()
  const oms = await options.openOms(loaded, { log, onStopped: options.onStopped })
  opened.defer(() => oms.close())
  const strategies = new Strategies({ log, gridsPathOf: () => join(config.data, "grids.json") })
  const http = opened.use(
    new HttpServer({ accounts: [oms], access, strategies, log, port: config.port, doors: config.http }),
  )
  // What was at work before goes on.
  await strategies.grids(oms)
  try {
    await http.listen()
  } catch (error) {
    throw listenRefused(error, config.port)
  }
  opened.move()
  return new Serving({ loaded, oms, http, token, access })
}

function listenRefused(error: unknown, port: number): unknown {
  const code = error instanceof Error && "code" in error ? error.code : undefined
  if (code === "EADDRINUSE") {
    return new StartRefused(`Port ${port} on 127.0.0.1 is taken by another process.`, {
      advice: "Stop that process (perhaps another okx-oms), or choose another port: OMS_PORT=7080.",
      cause: error,
    })
  }
  if (code === "EACCES") {
    const advice = "Choose a port above 1023: OMS_PORT=7070."
    return new StartRefused(`Port ${port} may not be used by this user.`, { advice, cause: error })
  }
  return error
}
