// Profiles: which server, which token file, which account, under a name, in one file of the user's own. A profile holds the path of a token and never a token.
// It relies on the caller for the environment; XDG_CONFIG_HOME moves the file.

import { chmod, mkdir, open, readFile, rename, rm } from "node:fs/promises"
import { homedir } from "node:os"
import { dirname, join } from "node:path"
import { EXIT } from "./exit-codes.ts"
import { CommandFailed } from "./faults.ts"

export interface Profile {
  readonly url: string
  readonly tokenFile: string
  readonly account?: string
}

export interface Profiles {
  /** The one that is meant when none is named. */
  readonly inUse: string | null
  readonly profiles: Readonly<Record<string, Profile>>
}

export const PROFILE_NAME = /^[a-z0-9][a-z0-9-]{0,31}$/
const NONE: Profiles = { inUse: null, profiles: {} }
const FILE_CHARS_MAX = 256 * 1024

export function profilesPath(env: Readonly<Record<string, string | undefined>>): string {
  const { XDG_CONFIG_HOME: config, HOME: home } = env
  return join(config || join(home || homedir(), ".config"), "oms", "profiles.json")
}

/** A missing file means no profiles. Throws CommandFailed when it is there and cannot be used. */
export async function readProfiles(path: string): Promise<Profiles> {
  let text: string
  try {
    text = await readFile(path, "utf8")
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return NONE
    throw new CommandFailed(`${path} cannot be read.`, {
      advice: "See to it that this user may read it.",
      cause: error,
    })
  }
  const profiles = text.length > FILE_CHARS_MAX ? undefined : profilesOf(text)
  if (profiles !== undefined) return profiles
  throw new CommandFailed(`${path} does not hold profiles.`, {
    advice: "Correct it or delete it, then `oms profile add`.",
  })
}

/** Whole or not at all, and for its owner alone. */
export async function writeProfiles(path: string, profiles: Profiles): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const beside = `${path}.${process.pid}.new`
  try {
    await using file = await open(beside, "w", 0o600)
    await file.writeFile(`${JSON.stringify(profiles, null, 2)}\n`)
    await file.sync()
    await rename(beside, path)
    await chmod(path, 0o600)
  } catch (error) {
    await rm(beside, { force: true })
    throw error
  }
}

/** The profile of that name. Throws CommandFailed (not found). */
export function profileNamed(profiles: Profiles, name: string): Profile {
  const found = Object.hasOwn(profiles.profiles, name) ? profiles.profiles[name] : undefined
  if (found !== undefined) return found
  const known = Object.keys(profiles.profiles)
  throw new CommandFailed(`There is no profile ${name}.`, {
    exit: EXIT.notFound,
    advice:
      known.length === 0
        ? "Make one: oms profile add NAME --url URL --token-file FILE"
        : `There are: ${known.join(", ")}.`,
  })
}

function profilesOf(text: string): Profiles | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (!isRecord(value) || !isRecord(value.profiles)) return undefined
  const { inUse } = value
  if (inUse !== null && typeof inUse !== "string") return undefined
  const profiles: Record<string, Profile> = {}
  for (const [name, profile] of Object.entries(value.profiles)) {
    if (!PROFILE_NAME.test(name) || !isRecord(profile)) return undefined
    const { url, tokenFile, account } = profile
    if (typeof url !== "string" || typeof tokenFile !== "string") return undefined
    if (account !== undefined && typeof account !== "string") return undefined
    profiles[name] = { url, tokenFile, ...(account !== undefined && { account }) }
  }
  return { inUse, profiles }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}
