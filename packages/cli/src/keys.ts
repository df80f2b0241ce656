// The encrypted store of OKX keys and what a key may do at OKX. The package oms is loaded only here and only when a command needs it: a list of orders should not
// wait for a journal and an exchange's client.

import { resolve } from "node:path"
import type { KeyFacts, KeyStore } from "@okx-oms/oms"
import { EXIT } from "./exit-codes.ts"
import { CommandFailed } from "./faults.ts"
import { readSecrets, type Terminal } from "./terminal.ts"

const STORE_DEFAULT = "keys.json"

export function keyStorePath({ env, folder }: Pick<Terminal, "env" | "folder">, named: string | undefined): string {
  return resolve(folder, named ?? (env.OMS_KEYS || `${env.OMS_DATA || ".oms"}/${STORE_DEFAULT}`))
}

export async function openKeyStore(terminal: Terminal, named: string | undefined): Promise<KeyStore> {
  const { KeyStore: Store } = await import("@okx-oms/oms")
  return await Store.open(keyStorePath(terminal, named))
}

export interface KeysQuestion {
  readonly name: string
  readonly store: string | undefined
  readonly region: "global" | "eea" | "us"
  /** Another address than the region's own. */
  readonly baseUrl: string | undefined
}

/** What OKX says of keys of the store; asks for the store's passphrase. */
export async function askAboutKeys(terminal: Terminal, question: KeysQuestion): Promise<KeyFacts> {
  const { name, store: named, region, baseUrl } = question
  const { inspectKeys } = await import("@okx-oms/oms")
  const store = await openKeyStore(terminal, named)
  if (!store.entries.some((entry) => entry.name === name))
    throw new CommandFailed(`There are no keys named ${name} in ${store.path}.`, {
      exit: EXIT.notFound,
      advice: "What there is: oms keys list",
    })
  const [passphrase = ""] = await readSecrets(terminal, ["passphrase of the store"])
  const { environment, ...keys } = await store.read(name, passphrase)
  return await inspectKeys(keys, { environment, region, ...(baseUrl !== undefined && { baseUrl }) })
}
