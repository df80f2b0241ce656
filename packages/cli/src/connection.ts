// Which server is meant and with which token: options first, then the environment, then the profile in use, then a server of this machine. A token comes from
// a file or from OMS_TOKEN and is sent to no address that a token should not go to.

import { readFile, stat } from "node:fs/promises"
import { resolve } from "node:path"
import { OmsClient } from "@okx-oms/api"
import type { CommonOptions } from "./common-options.ts"
import { EXIT } from "./exit-codes.ts"
import { CommandFailed, UsageError } from "./faults.ts"
import { profileNamed, profilesPath, readProfiles } from "./profiles.ts"
import type { Terminal } from "./terminal.ts"

export interface Target {
  readonly url: string
  /** Undefined: OMS_TOKEN holds the token itself. */
  readonly tokenFile: string | undefined
  readonly account: string | undefined
  /** The profile that said so; undefined without one. */
  readonly profile: string | undefined
}

const PORT_DEFAULT = "7070"
const DATA_DEFAULT = ".oms"
const OTHERS = 0o077

type Wanted = Pick<CommonOptions, "account" | "profile" | "url" | "tokenFile">

export async function targetOf(wanted: Wanted, { env, folder }: Pick<Terminal, "env" | "folder">): Promise<Target> {
  const profiles = await readProfiles(profilesPath(env))
  const name = wanted.profile ?? (env.OMS_PROFILE || undefined) ?? profiles.inUse ?? undefined
  const profile = name === undefined ? undefined : profileNamed(profiles, name)
  const url =
    wanted.url ?? (env.OMS_URL || undefined) ?? profile?.url ?? `http://127.0.0.1:${env.OMS_PORT || PORT_DEFAULT}`
  const ownToken = wanted.tokenFile ?? (env.OMS_TOKEN ? undefined : env.OMS_TOKEN_FILE || undefined)
  // A token of this machine's server, or of a profile's, is not for another address that somebody types.
  const isElsewhere = (wanted.url ?? env.OMS_URL) !== undefined && profile !== undefined && url !== profile.url
  const tokenFile =
    ownToken ??
    (env.OMS_TOKEN
      ? undefined
      : isElsewhere
        ? ""
        : (profile?.tokenFile ?? `${env.OMS_DATA || DATA_DEFAULT}/admin.token`))
  if (tokenFile === "")
    throw new UsageError(
      `the token of profile ${name} is for ${profile?.url}; name the one for ${url}: --token-file FILE`,
    )
  checkUrl(url)
  return {
    url,
    tokenFile: tokenFile === undefined ? undefined : resolve(folder, tokenFile),
    account: wanted.account ?? (env.OMS_ACCOUNT || undefined) ?? profile?.account,
    profile: name,
  }
}

export async function clientOf(
  target: Target,
  options: { env: Terminal["env"]; timeoutMs?: number | undefined; retries?: number },
): Promise<OmsClient> {
  const { url, account } = target
  return new OmsClient({
    baseUrl: url,
    token: await tokenOf(target, options.env),
    ...(account !== undefined && { account }),
    ...(options.timeoutMs !== undefined && { timeoutMs: options.timeoutMs }),
    ...(options.retries !== undefined && { retries: options.retries }),
  })
}

/** Throws CommandFailed (auth) that says where the token was looked for. */
export async function tokenOf({ tokenFile }: Pick<Target, "tokenFile">, env: Terminal["env"]): Promise<string> {
  if (tokenFile === undefined) return (env.OMS_TOKEN ?? "").trim()
  let text: string
  try {
    text = await readFile(tokenFile, "utf8")
  } catch (error) {
    throw new CommandFailed(`The token file ${tokenFile} cannot be read.`, {
      exit: EXIT.auth,
      advice:
        "The server's first start makes it: run here where the server runs, name it with --token-file FILE, or make a profile: oms profile add.",
      cause: error,
    })
  }
  const token = text.trim()
  if (/^[\x21-\x7e]{1,512}$/.test(token)) return token
  throw new CommandFailed(`${tokenFile} does not hold a token.`, {
    exit: EXIT.auth,
    advice: "It should be one line: the token.",
  })
}

/** Others on this machine can read it. */
export async function isOpenToOthers(path: string): Promise<boolean> {
  return process.platform !== "win32" && ((await stat(path)).mode & OTHERS) !== 0
}

function checkUrl(text: string): void {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const isLocal = url !== undefined && ["127.0.0.1", "localhost", "[::1]"].includes(url.hostname)
  if (url?.protocol === "https:" || (url?.protocol === "http:" && isLocal)) return
  throw new UsageError(
    `${text} is no address of a server: https://..., or http:// on this machine (a token would go over the wire unencrypted)`,
  )
}
