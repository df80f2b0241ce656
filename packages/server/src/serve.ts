// The life of the server process: configuration, order managers, doors, and the way back. It relies on open-accounts.ts to open each account and on
// main.ts for the process itself (signals, terminal, exit code).

import { join } from "node:path"
import type { Logger } from "pino"
import { Access } from "./access.ts"
import type { AccountSlot } from "./account-slot.ts"
import { type LoadedServer, loadServer } from "./config-file.ts"
import { Strategies } from "./grid/strategies.ts"
import { HttpServer } from "./http-server.ts"
import { openLog } from "./log.ts"
import type { AskPassphrase } from "./okx-keys.ts"
import { OpenAccounts, type OpenOne } from "./open-accounts.ts"
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
  readonly openOms: OpenOne
  /** The only manager, or the last of several, stopped by itself: nothing is taken any more, the process should end. */
  readonly onStopped: (why: string) => void
  /** For tests. */
  readonly log?: Logger
}

/** A running server. */
export class Serving implements AsyncDisposable {
  readonly loaded: LoadedServer
  readonly http: HttpServer
  readonly token: AdminToken
  readonly #accounts: OpenAccounts
  readonly #access: Access

  constructor(parts: {
    loaded: LoadedServer
    accounts: OpenAccounts
    http: HttpServer
    token: AdminToken
    access: Access
  }) {
    this.loaded = parts.loaded
    this.http = parts.http
    this.token = parts.token
    this.#accounts = parts.accounts
    this.#access = parts.access
  }

  /** Every account, open or not. */
  get accounts(): readonly AccountSlot[] {
    return this.#accounts.slots
  }

  /** An address for the browser: good once, for one minute. */
  newLink(): string {
    return `${this.http.url}/open?key=${this.#access.newLink().key}`
  }

  /**
   * Takes nothing new, says farewell to the streams, answers what was taken; then every manager finishes its appends, does with open orders what is
   * configured, and switches its dead-man's switch off.
   */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.http[Symbol.asyncDispose]()
    } finally {
      await this.#accounts[Symbol.asyncDispose]()
    }
  }
}

/** Throws StartRefused, JournalUnavailable or ExchangeUnavailable; each has an advice. Whatever was opened before is closed again. */
export async function serve(options: ServeOptions): Promise<Serving> {
  const loaded = await loadServer(options)
  const { port, data, http: doors } = loaded.server
  const secrets = new HeldSecrets()
  const log = options.log ?? openLog({ level: loaded.server.log, secrets })
  const token = await adminToken(data)
  secrets.hold(token.token)
  const access = new Access({ ...token, tokens: await TokenStore.open(data) })
  const folders = new Map(loaded.accounts.map(({ config }) => [config.account, config.data]))
  await using opened = new AsyncDisposableStack()
  const strategies = opened.use(
    new Strategies({ log, gridsPathOf: ({ account }) => join(folders.get(account) ?? data, "grids.json") }),
  )
  const accounts = opened.use(
    await OpenAccounts.open({
      loaded,
      log,
      openOms: options.openOms,
      onStopped: options.onStopped,
      hold: ({ config, keys }) => {
        // The paper exchange's keys are words of its documentation.
        if (config.mode !== "paper") secrets.hold(keys.apiKey, keys.secretKey, keys.passphrase)
      },
      // What was at work before goes on.
      opened: (oms) => strategies.resume(oms),
      closing: (oms) => strategies.close(oms),
    }),
  )
  const http = opened.use(new HttpServer({ accounts: accounts.slots, access, strategies, log, port, doors }))
  try {
    await http.listen()
  } catch (error) {
    throw listenRefused(error, port)
  }
  opened.move()
  return new Serving({ loaded, accounts, http, token, access })
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
