// The commands about who may do what: tokens of the server, keys of OKX in the encrypted store, profiles of this user. Secrets are read from the terminal
// without being shown, or from stdin, and are never arguments; a new token goes to stdout alone, so that it can be put into a file.

import { open } from "node:fs/promises"
import { resolve } from "node:path"
import { TOKEN_SCOPES, type TokenRow, TokenRowSchema } from "@okx-oms/api"
import { command } from "../command.ts"
import { isOpenToOthers } from "../connection.ts"
import { EXIT } from "../exit-codes.ts"
import { CommandFailed, UsageError } from "../faults.ts"
import { openKeyStore } from "../keys.ts"
import { futureOf } from "../lists.ts"
import { PROFILE_NAME, profileNamed, profilesPath, readProfiles, writeProfiles } from "../profiles.ts"
import type { Session } from "../session.ts"
import type { Column } from "../table.ts"
import { print, readSecrets } from "../terminal.ts"
import { ageWords, timeWords } from "../words.ts"

// ---- tokens ------------------------------------------------------------------------------------------------------------------

const TOKEN_FIELDS = Object.keys(TokenRowSchema.properties)

export const tokenCreateCommand = command({
  name: "token create",
  group: "access",
  summary: "make a token; it is shown once",
  details: [
    "The token alone goes to stdout (with --out: into a file that only you may read), everything else to stderr. Scopes: read sees, cancel-only also takes orders away, trade also places and switches, admin also makes tokens and resolves breaks.",
  ],
  takes: ["rows", "server"],
  args: [{ name: "NAME", summary: "whose it is, for people" }],
  options: {
    scope: {
      type: "string",
      value: "SCOPE",
      values: TOKEN_SCOPES,
      summary: `${TOKEN_SCOPES.join(", ")} (default: read)`,
    },
    only: {
      type: "string",
      value: "ACCOUNT",
      multiple: true,
      summary: "for this account alone; may be given several times",
    },
    expires: { type: "string", value: "WHEN", summary: "12h, 30d, or a time; default: never" },
    out: { type: "string", value: "FILE", short: "o", summary: "write the token there (mode 600) and show nothing" },
  },
  examples: [
    {
      line: "oms token create blotter --scope read --expires 30d --out blotter.token",
      says: "for a screen on the wall",
    },
  ],
  run: async (session, [name], options) => {
    const { scope = "read", only, expires, out } = options
    const client = await session.client()
    // Before the token is made: one that nobody can keep would be a loose end.
    const path = out === undefined ? undefined : resolve(session.terminal.folder, out)
    await using file = path === undefined ? undefined : await newOwnFile(path)
    const made = await client.createToken({
      name,
      scope,
      ...(only.length > 0 && { accounts: [...only] }),
      ...(expires !== undefined && { expiresAt: futureOf(expires, session.terminal.now(), "--expires") }),
    })
    const { token, ...row } = made
    if (file !== undefined) await file.writeFile(`${token}\n`)
    else if (session.options.form === "table") await print(session.terminal.out, `${token}\n`)
    if (session.options.form !== "table") await session.showOne(file === undefined ? made : row, [])
    const until = row.expiresAt === null ? "does not expire" : `until ${timeWords(row.expiresAt)} UTC`
    await session.note(
      `${row.tokenId}: ${row.scope}, ${row.accounts?.join(", ") ?? "every account"}, ${until}${path === undefined ? "; it is not shown again" : `; written to ${path}`}`,
    )
    return EXIT.done
  },
})

export const tokenListCommand = command({
  name: "token list",
  group: "access",
  summary: "every token, without its secret",
  takes: ["rows", "server"],
  run: async (session) => {
    const { tokens } = await (await session.client()).getTokens()
    const now = session.terminal.now()
    const isOver = ({ revokedAt, expiresAt }: TokenRow): boolean =>
      revokedAt !== null || (expiresAt !== null && Date.parse(expiresAt) <= now)
    const columns: readonly Column<TokenRow>[] = [
      { title: "token", text: ({ tokenId }) => tokenId },
      { title: "name", text: ({ name }) => name },
      {
        title: "scope",
        text: ({ scope }) => scope,
        ink: (row) => (isOver(row) ? "cancelled" : row.scope === "admin" ? "warning" : undefined),
      },
      { title: "accounts", text: ({ accounts }) => accounts?.join(", ") ?? "every" },
      { title: "expires (UTC)", text: ({ expiresAt }) => (expiresAt === null ? "never" : timeWords(expiresAt)) },
      { title: "last used", text: ({ lastUsedAt }) => (lastUsedAt === null ? "" : `${ageWords(lastUsedAt, now)} ago`) },
      {
        title: "state",
        text: (row) => (row.revokedAt !== null ? "revoked" : isOver(row) ? "expired" : "valid"),
        ink: (row) => (isOver(row) ? "cancelled" : "filled"),
      },
    ]
    await session.showRows(tokens, { columns, fields: TOKEN_FIELDS, none: "no tokens" })
    return EXIT.done
  },
})

export const tokenRevokeCommand = command({
  name: "token revoke",
  group: "access",
  summary: "take a token back, on open streams too",
  takes: ["confirm", "rows", "server"],
  args: [{ name: "TOKEN", summary: "its id, from oms token list; not the secret" }],
  run: async (session, [tokenId]) => {
    const client = await session.client()
    const found = (await client.getTokens()).tokens.find((row) => row.tokenId === tokenId)
    if (found !== undefined && found.revokedAt === null)
      await session.confirm(
        `Revoke ${tokenId} (${found.name}, ${found.scope})? Whoever uses it stops working at once.`,
        "revoke",
      )
    const row = await client.revokeToken(tokenId)
    await session.showOne(
      row,
      [{ name: "revoked", text: `${row.tokenId} (${row.name}) at ${timeWords(row.revokedAt)} UTC`, ink: "cancelled" }],
      TOKEN_FIELDS,
    )
    return EXIT.done
  },
})

// ---- keys --------------------------------------------------------------------------------------------------------------------

const STORE_OPTION = {
  store: { type: "string", value: "FILE", summary: "the key store (default: OMS_KEYS, else .oms/keys.json)" },
} as const
const KEY_SECRETS = ["API key", "secret key", "passphrase of the API key", "passphrase of the store"]

export const keysAddCommand = command({
  name: "keys add",
  group: "access",
  summary: "put the API key of an OKX account into the encrypted store",
  details: [
    `Asks for what it needs without showing it; from a pipe it reads ${KEY_SECRETS.length} lines: ${KEY_SECRETS.join(", ")}. The store's passphrase is kept nowhere: without it the keys are lost. Checked afterwards with: oms doctor --keys NAME.`,
  ],
  args: [{ name: "NAME", summary: "1 to 32 of a-z 0-9 -" }],
  options: {
    environment: {
      type: "string",
      value: "WORD",
      short: "e",
      values: ["live", "demo"],
      summary: "whose keys they are: live or demo",
    },
    ...STORE_OPTION,
  },
  examples: [{ line: "oms keys add main --environment live", says: "asks for key, secret and passphrases" }],
  run: async (session, [name], options) => {
    const { environment } = options
    if (environment === undefined)
      throw new UsageError("live or demo keys? --environment live, or --environment demo", "keys add")
    const store = await openKeyStore(session.terminal, options.store)
    if (store.entries.some((entry) => entry.name === name))
      throw new CommandFailed(`There are keys named ${name} already.`, {
        exit: EXIT.rejected,
        advice: `Choose another name, or: oms keys remove ${name}`,
      })
    const [apiKey = "", secretKey = "", passphrase = "", ours = ""] = await readSecrets(session.terminal, KEY_SECRETS)
    await store.add({ name, environment, keys: { apiKey, secretKey, passphrase }, passphrase: ours })
    await session.note(`${name} (${environment}) is sealed in ${store.path}`, "filled")
    await session.note(`what it may do: oms doctor --keys ${name}`, "dim")
    return EXIT.done
  },
})

export const keysListCommand = command({
  name: "keys list",
  group: "access",
  summary: "the names in the key store; nothing secret is shown",
  takes: ["rows"],
  options: STORE_OPTION,
  run: async (session, _args, options) => {
    const store = await openKeyStore(session.terminal, options.store)
    await session.showRows(store.entries, {
      fields: ["name", "environment", "addedAt"],
      none: `no keys in ${store.path}`,
      columns: [
        { title: "name", text: ({ name }) => name },
        {
          title: "environment",
          text: ({ environment }) => environment,
          ink: ({ environment }) => (environment === "live" ? "live" : "warning"),
        },
        { title: "added (UTC)", text: ({ addedAt }) => timeWords(addedAt) },
      ],
    })
    return EXIT.done
  },
})

export const keysRemoveCommand = command({
  name: "keys remove",
  group: "access",
  summary: "take keys out of the store; at OKX they stay as they are",
  takes: ["confirm"],
  args: [{ name: "NAME", summary: "as in oms keys list" }],
  options: STORE_OPTION,
  run: async (session, [name], options) => {
    const store = await openKeyStore(session.terminal, options.store)
    if (!store.entries.some((entry) => entry.name === name))
      throw new CommandFailed(`There are no keys named ${name} in ${store.path}.`, {
        exit: EXIT.notFound,
        advice: "What there is: oms keys list",
      })
    await session.confirm(`Remove the keys ${name} from ${store.path}? They cannot be brought back.`, name)
    await store.remove(name)
    await session.note(`${name} is removed; the key itself is deleted at OKX`, "filled")
    return EXIT.done
  },
})

// ---- profiles ----------------------------------------------------------------------------------------------------------------

interface ProfileRow {
  readonly name: string
  readonly url: string
  readonly tokenFile: string
  readonly account: string | null
  readonly inUse: boolean
}

export const profileAddCommand = command({
  name: "profile add",
  group: "access",
  summary: "name a server, a token file and an account",
  details: [
    "Kept in ~/.config/oms/profiles.json (XDG_CONFIG_HOME moves it), which only you may read. The token stays in its file. The first profile is in use at once; an old one of the name is replaced.",
  ],
  args: [{ name: "NAME", summary: "1 to 32 of a-z 0-9 -" }],
  options: {
    url: { type: "string", value: "URL", summary: "the server (default: http://127.0.0.1:7070)" },
    "token-file": { type: "string", value: "FILE", summary: "file with the token (default: .oms/admin.token)" },
    account: { type: "string", value: "NAME", short: "a", summary: "the account that is meant" },
  },
  examples: [
    {
      line: "oms profile add desk --url https://oms.example.net --token-file ~/desk.token --account main",
      says: "then: oms profile use desk",
    },
  ],
  run: async (session, [name], options) => {
    if (!PROFILE_NAME.test(name))
      throw new UsageError(`NAME ${name}: expected 1 to 32 of a-z, 0-9 and -`, "profile add")
    const { url = "http://127.0.0.1:7070", "token-file": tokenFile = ".oms/admin.token", account } = options
    if (!URL.canParse(url))
      throw new UsageError(`--url ${url}: expected an address such as http://127.0.0.1:7070`, "profile add")
    const path = profilesPath(session.terminal.env)
    const before = await readProfiles(path)
    const profile = {
      url,
      tokenFile: resolve(session.terminal.folder, tokenFile),
      ...(account !== undefined && { account }),
    }
    const inUse = before.inUse ?? name
    await writeProfiles(path, { inUse, profiles: { ...before.profiles, [name]: profile } })
    const isOpen = await isOpenToOthers(profile.tokenFile).catch(() => undefined)
    if (isOpen === undefined) await session.note(`${profile.tokenFile} is not there yet`, "warning")
    if (isOpen === true)
      await session.note(`other users of this machine can read ${profile.tokenFile}: chmod 600 it`, "warning")
    await session.note(
      inUse === name ? `profile ${name} is in use` : `profile ${name} is kept; in use is ${inUse}`,
      "filled",
    )
    return EXIT.done
  },
})

export const profileListCommand = command({
  name: "profile list",
  group: "access",
  summary: "the profiles, and which one is in use",
  takes: ["rows"],
  run: async (session) => {
    const { profiles, inUse } = await readProfiles(profilesPath(session.terminal.env))
    const rows: readonly ProfileRow[] = Object.entries(profiles).map(([name, { url, tokenFile, account = null }]) => ({
      name,
      url,
      tokenFile,
      account,
      inUse: name === inUse,
    }))
    await session.showRows(rows, {
      fields: ["name", "url", "tokenFile", "account", "inUse"],
      none: "no profiles: the server of this machine is meant",
      columns: [
        { title: "profile", text: ({ name }) => name },
        { title: "in use", text: (row) => (row.inUse ? "yes" : ""), ink: () => "filled" },
        { title: "server", text: ({ url }) => url },
        { title: "account", text: ({ account }) => account ?? "" },
        { title: "token file", text: ({ tokenFile }) => tokenFile },
      ],
    })
    return EXIT.done
  },
})

export const profileUseCommand = command({
  name: "profile use",
  group: "access",
  summary: "make a profile the one that is meant",
  args: [{ name: "NAME", summary: "as in oms profile list" }],
  run: async (session, [name]) =>
    await changeProfiles(session, name, ({ profiles }) => ({ inUse: name, profiles }), `profile ${name} is in use`),
})

export const profileRemoveCommand = command({
  name: "profile remove",
  group: "access",
  summary: "forget a profile; its token stays valid",
  args: [{ name: "NAME", summary: "as in oms profile list" }],
  run: async (session, [name]) =>
    await changeProfiles(
      session,
      name,
      ({ profiles, inUse }) => ({
        inUse: inUse === name ? null : inUse,
        profiles: Object.fromEntries(Object.entries(profiles).filter(([one]) => one !== name)),
      }),
      `profile ${name} is forgotten`,
    ),
})

type Profiles = Awaited<ReturnType<typeof readProfiles>>

async function changeProfiles(session: Session, name: string, change: (before: Profiles) => Profiles, says: string) {
  const path = profilesPath(session.terminal.env)
  const before = await readProfiles(path)
  profileNamed(before, name)
  await writeProfiles(path, change(before))
  await session.note(says, "filled")
  return EXIT.done
}

/** A file of one's own that was not there. */
async function newOwnFile(path: string) {
  try {
    return await open(path, "wx", 0o600)
  } catch (error) {
    const isThere = error instanceof Error && "code" in error && error.code === "EEXIST"
    throw new CommandFailed(isThere ? `${path} is there already.` : `${path} cannot be written.`, {
      exit: EXIT.usage,
      advice: "Name another file; no token was made.",
      cause: error,
    })
  }
}
