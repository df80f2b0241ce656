// The command `oms doctor`: asks this machine, the server and, when told with which keys, OKX; says line by line what is well and what to do. It changes nothing.

import { access, constants, readFile, stat, statfs } from "node:fs/promises"
import { resolve } from "node:path"
import { type AccountRow, OmsClient, OmsProblem, ROUTES } from "@okx-oms/api"
import { command } from "../command.ts"
import { isOpenToOthers, tokenOf } from "../connection.ts"
import {
  accountFindings,
  diskFinding,
  type Finding,
  keyFindings,
  keysUnaskedFinding,
  nodeFinding,
  roundTripFinding,
  versionFinding,
} from "../doctor-checks.ts"
import { EXIT, type ExitCode, exitOf } from "../exit-codes.ts"
import { CommandFailed } from "../faults.ts"
import { askAboutKeys } from "../keys.ts"
import type { Ink } from "../paint.ts"
import { harmless } from "../paint.ts"
import { problemWords } from "../problem-words.ts"
import type { Session } from "../session.ts"
import { print } from "../terminal.ts"

const INKS: Readonly<Record<Finding["level"], Ink>> = { ok: "filled", warn: "warning", fail: "rejected" }

export const doctorCommand = command({
  name: "doctor",
  group: "server",
  summary: "check this machine, the server, its feeds and its keys, and say what to do",
  details: [
    "Each line is ok, warn or fail. Ends with 0 when nothing fails, else with the code of what failed (5 network, 6 token, 1 anything else).",
    "With --keys it asks for the store's passphrase and OKX for the key's permissions: one that may withdraw fails, one that is bound to no address is warned about, and so is an account's mode in which something cannot be traded here.",
  ],
  takes: ["rows", "server"],
  options: {
    keys: { type: "string", value: "NAME", summary: "check these keys of the store at OKX" },
    store: { type: "string", value: "FILE", summary: "the key store (default: OMS_KEYS, else .oms/keys.json)" },
    region: {
      type: "string",
      value: "WORD",
      values: ["global", "eea", "us"],
      summary: "where the keys' account is (default: global)",
    },
    "okx-url": { type: "string", value: "URL", summary: "another REST address of OKX" },
    data: {
      type: "string",
      value: "DIR",
      summary: "the server's data folder, when it is on this machine (default: OMS_DATA, else .oms)",
    },
  },
  run: async (session, _args, options) => {
    const found: Finding[] = []
    const exits: ExitCode[] = []
    const add = async (account: string, findings: readonly Omit<Finding, "account">[]): Promise<void> => {
      for (const one of findings) {
        const finding = { account, ...one }
        found.push(finding)
        if (session.options.form === "table") await print(session.terminal.out, findingLine(session, finding))
      }
    }
    /** One question that may fail: then that is the finding. */
    const ask = async <Value>(
      check: string,
      account: string,
      question: () => Promise<Value>,
    ): Promise<Value | undefined> => {
      try {
        return await question()
      } catch (error) {
        const { message, advice, exit } = faultWords(error)
        exits.push(exit)
        await add(account, [{ check, level: "fail", found: message, advice }])
        return undefined
      }
    }
    await add("", [nodeFinding(process.versions.node)])
    await examineMachine(session, options.data, add)
    const accounts = await examineServer(session, ask, add)
    for (const row of accounts ?? []) {
      const facts = await ask("account", row.account, () => factsOf(session, row))
      if (facts !== undefined) await add(row.account, accountFindings(row, facts.trading, facts.stats))
      if (options.keys === undefined) await add(row.account, [keysUnaskedFinding(row.mode)])
    }
    if (options.keys !== undefined) {
      const { keys: name, store, region = "global", "okx-url": baseUrl } = options
      const facts = await ask("keys", "", () => askAboutKeys(session.terminal, { name, store, region, baseUrl }))
      if (facts !== undefined) await add("", keyFindings(name, facts))
    }
    if (session.options.form !== "table")
      await session.showRows(found, { columns: [], fields: ["account", "check", "level", "found", "advice"], none: "" })
    else await summary(session, found)
    const failed = found.some(({ level }) => level === "fail")
    return failed ? (exits.find((exit) => exit !== EXIT.done) ?? EXIT.failed) : EXIT.done
  },
})

type Add = (account: string, findings: readonly Omit<Finding, "account">[]) => Promise<void>
type Ask = <Value>(check: string, account: string, question: () => Promise<Value>) => Promise<Value | undefined>

/** The folder of the journal, when it is here; a server elsewhere watches its own disk. */
async function examineMachine({ terminal }: Session, named: string | undefined, add: Add): Promise<void> {
  const folder = resolve(terminal.folder, named ?? (terminal.env.OMS_DATA || ".oms"))
  try {
    if (!(await stat(folder)).isDirectory()) throw new Error("not a folder")
  } catch {
    if (named !== undefined)
      await add("", [
        {
          check: "disk",
          level: "fail",
          found: `${folder} is not there`,
          advice: "Name the server's data folder with --data.",
        },
      ])
    return
  }
  try {
    await access(folder, constants.W_OK)
    const { bavail, bsize } = await statfs(folder)
    await add("", [diskFinding(folder, bavail * bsize)])
  } catch {
    await add("", [
      {
        check: "disk",
        level: "fail",
        found: `${folder} cannot be written by this user`,
        advice: `Run as the server's user, or: chown -R "$USER" ${folder}`,
      },
    ])
  }
}

async function examineServer(session: Session, ask: Ask, add: Add): Promise<readonly AccountRow[] | undefined> {
  const target = await ask("profile", "", () => session.target())
  if (target === undefined) return undefined
  // Liveness needs no token: whether anything is there comes before whether it lets us in.
  const anonymous = new OmsClient({
    baseUrl: target.url,
    token: "none",
    retries: 0,
    timeoutMs: session.options.timeoutMs ?? 5_000,
  })
  const startedAt = performance.now()
  const live = await ask("server", "", () => anonymous.getLive())
  if (live === undefined) return undefined
  await add("", [roundTripFinding(target.url, performance.now() - startedAt)])
  const { tokenFile } = target
  const token = await ask("token", "", () => tokenOf(target, session.terminal.env))
  if (token === undefined) return undefined
  const client = await session.client()
  const answer = await ask("token", "", () => client.getAccounts())
  if (answer === undefined) return undefined
  const place = tokenFile ?? "OMS_TOKEN"
  const isOpen = tokenFile !== undefined && (await isOpenToOthers(tokenFile))
  await add("", [
    isOpen
      ? {
          check: "token",
          level: "warn",
          found: `${place} can be read by other users of this machine`,
          advice: `Run: chmod 600 ${place}`,
        }
      : { check: "token", level: "ok", found: `${place} is let in`, advice: "" },
  ])
  const document = await ask("versions", "", () => client.getOpenApi())
  const version = versionOf(document)
  if (version !== undefined) await add("", [versionFinding(await ownVersion(), version)])
  const wanted = target.account
  return wanted === undefined ? answer.accounts : answer.accounts.filter(({ account }) => account === wanted)
}

async function factsOf(session: Session, { account }: AccountRow) {
  const client = await session.client()
  const [trading, stats] = await Promise.all([
    client.request(ROUTES.getTrading, { query: { account } }),
    client.request(ROUTES.getStats, { query: { account } }),
  ])
  return { trading, stats }
}

function versionOf(document: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const info = document?.info
  return typeof info === "object" && info !== null && "version" in info && typeof info.version === "string"
    ? info.version
    : undefined
}

export async function ownVersion(): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(new URL("../../package.json", import.meta.url), "utf8"))
  return typeof manifest === "object" && manifest !== null && "version" in manifest
    ? String(manifest.version)
    : "unknown"
}

function faultWords(error: unknown): { readonly message: string; readonly advice: string; readonly exit: ExitCode } {
  if (error instanceof OmsProblem)
    return { message: error.message, advice: problemWords(error).advice, exit: exitOf(error) }
  if (error instanceof CommandFailed) return { message: error.message, advice: error.advice, exit: error.exit }
  if (!(error instanceof Error)) throw error
  return {
    message: error.message,
    advice: "advice" in error && typeof error.advice === "string" ? error.advice : "",
    exit: EXIT.failed,
  }
}

const LEVEL_WIDTH = 4
const CHECK_WIDTH = 14

function findingLine({ paint }: Session, { account, check, level, found, advice }: Finding): string {
  const head = `${paint(level, INKS[level])}${" ".repeat(LEVEL_WIDTH - level.length)}  ${check.padEnd(CHECK_WIDTH)}  ${account === "" ? "" : `${account}: `}${harmless(found)}\n`
  return advice === ""
    ? head
    : `${head}${" ".repeat(LEVEL_WIDTH + CHECK_WIDTH + 4)}${paint(harmless(advice), "bold")}\n`
}

async function summary(session: Session, found: readonly Finding[]): Promise<void> {
  const count = (level: Finding["level"]): number => found.filter((one) => one.level === level).length
  const [fails, warns] = [count("fail"), count("warn")]
  const text =
    fails > 0
      ? `${fails} of ${found.length} checks fail`
      : warns > 0
        ? `works; ${warns} of ${found.length} checks warn`
        : `all ${found.length} checks are well`
  await session.say(`\n${session.paint(text, fails > 0 ? "rejected" : warns > 0 ? "warning" : "filled")}`)
}
