// The commands that are programs of their own: the server, the paper exchange, the journal's reader. They run as children with this terminal; `journal export` and
// `journal replay` read the child's events and show how far they are.

import { open } from "node:fs/promises"
import { resolve } from "node:path"
import { emptyAccount, evolve, ORDER_STATES, type OrderState, parseAccountId, reviveEvent } from "@okx-oms/core"
import { bringPage, Child, journalAccount, runProgram } from "../child.ts"
import { command } from "../command.ts"
import { EXIT, type ExitCode } from "../exit-codes.ts"
import { CommandFailed } from "../faults.ts"
import { Progress } from "../progress.ts"
import type { Session } from "../session.ts"
import { print } from "../terminal.ts"
import { grouped, stateInk } from "../words.ts"

const JOURNAL_OPTIONS = {
  data: { type: "string", value: "DIR", summary: "the server's data folder (default: OMS_DATA, else .oms)" },
  account: { type: "string", value: "NAME", short: "a", summary: "whose journal, where there are several" },
} as const

export const serveCommand = command({
  name: "serve",
  group: "server",
  summary: "run the order manager behind HTTP on this machine, until Ctrl+C",
  details: [
    "Reads oms.config.json in this folder and the environment (docs/configuration.md); the options stand above both. Trades paper unless it is told otherwise.",
  ],
  options: {
    config: { type: "string", value: "FILE", summary: "another configuration file (OMS_CONFIG)" },
    mode: {
      type: "string",
      value: "MODE",
      values: ["paper", "demo", "live"],
      summary: "paper, demo or live (OMS_MODE)",
    },
    port: {
      type: "string",
      value: "PORT",
      whole: { lowest: 0, highest: 65_535 },
      summary: "of HTTP on 127.0.0.1; 0 takes a free one (OMS_PORT)",
    },
    data: { type: "string", value: "DIR", summary: "folder of journal and token (OMS_DATA)" },
  },
  run: async (session, _args, { config, mode, port, data }) => {
    const env = {
      ...(config !== undefined && { OMS_CONFIG: config }),
      ...(mode !== undefined && { OMS_MODE: mode }),
      ...(port !== undefined && { OMS_PORT: String(port) }),
      ...(data !== undefined && { OMS_DATA: data }),
    }
    await bringPage(session.terminal)
    return await runProgram(session.terminal, { program: "server", args: [], env })
  },
})

export const paperCommand = command({
  name: "paper",
  group: "server",
  summary: "run the paper exchange on this machine, until Ctrl+C",
  details: ["Everything after it goes to the paper exchange; oms paper --help lists its options."],
  passes: true,
  args: [{ name: "OPTIONS", summary: "of the paper exchange", many: true }],
  run: async (session, [args]) => await runProgram(session.terminal, { program: "paper-exchange", args, env: {} }),
})

// ---- the journal -------------------------------------------------------------------------------------------------------------

export const journalVerifyCommand = command({
  name: "journal verify",
  group: "server",
  summary: "walk the whole journal and say whether it is good",
  details: [
    "Every turn's hash, order and events, the snapshots and the index. It only reads, beside a running server or without one. Ends with 1 when something is damaged.",
  ],
  options: { data: JOURNAL_OPTIONS.data, json: { type: "boolean", summary: "the whole report as JSON" } },
  run: async (session, _args, { data, json }) =>
    await runProgram(session.terminal, {
      program: "journal-sqlite",
      args: ["verify", ...dataWords(data), ...(json ? ["--json"] : [])],
      env: {},
    }),
})

export const journalShowCommand = command({
  name: "journal show",
  group: "server",
  summary: "orders, fills or events of the journal, without a server",
  args: [{ name: "WHAT", summary: "orders, fills, events or info", values: ["orders", "fills", "events", "info"] }],
  options: {
    ...JOURNAL_OPTIONS,
    json: { type: "boolean", summary: "one JSON array" },
    jsonl: { type: "boolean", summary: "one JSON object per line" },
    since: { type: "string", value: "WHEN", summary: "2026-01-31, a time, or 90m, 12h, 7d ago" },
    limit: {
      type: "string",
      value: "N",
      short: "l",
      whole: { lowest: 1, highest: 999_999_999 },
      summary: "at most N rows",
    },
  },
  run: async (session, [what], { data, account, json, jsonl, since, limit }) => {
    const args = [
      what,
      ...dataWords(data),
      ...(account === undefined ? [] : ["--account", account]),
      ...(json ? ["--json"] : []),
      ...(jsonl ? ["--jsonl"] : []),
      ...(since === undefined ? [] : ["--since", since]),
      ...(limit === undefined ? [] : ["--limit", String(limit)]),
    ]
    return await runProgram(session.terminal, { program: "journal-sqlite", args, env: {} })
  },
})

export const journalExportCommand = command({
  name: "journal export",
  group: "server",
  summary: "every event of one account as JSON lines",
  details: ["To stdout, or with --out into a new file that only you may read; a file that is there is not touched."],
  options: { ...JOURNAL_OPTIONS, out: { type: "string", value: "FILE", short: "o", summary: "into this file" } },
  examples: [{ line: "oms journal export --out march.jsonl", says: "a copy that any program can read" }],
  run: async (session, _args, { data, account: named, out }) => {
    const place = { data: dataWords(data), account: named }
    const { account, lastSeq } = await journalAccount(session.terminal, place)
    const path = out === undefined ? undefined : resolve(session.terminal.folder, out)
    await using file = path === undefined ? undefined : await newFile(path)
    const progress = new Progress(session.terminal, { what: "export", total: lastSeq })
    let events = 0
    await using child = new Child(session.terminal, ["events", "--jsonl", ...place.data, "--account", account])
    for await (const line of child.lines()) {
      if (file === undefined) await print(session.terminal.out, `${line}\n`)
      else await file.write(`${line}\n`)
      await progress.at(++events)
    }
    await file?.sync()
    await progress.end()
    await session.note(
      `${grouped(String(events))} events of ${account}${path === undefined ? "" : ` in ${path}`}`,
      "dim",
    )
    return EXIT.done
  },
})

export const journalReplayCommand = command({
  name: "journal replay",
  group: "server",
  summary: "fold the journal's events and say what follows from them",
  details: [
    "The same fold as at a start of the server, in this process; nothing is written. With --until-seq: the books as they were then.",
  ],
  takes: ["rows"],
  options: {
    ...JOURNAL_OPTIONS,
    "until-seq": {
      type: "string",
      value: "N",
      whole: { lowest: 1, highest: 999_999_999_999_999 },
      summary: "stop after this event",
    },
  },
  run: async (session, _args, { data, account: named, "until-seq": until = Number.MAX_SAFE_INTEGER }) => {
    const place = { data: dataWords(data), account: named }
    const { account, lastSeq } = await journalAccount(session.terminal, place)
    const progress = new Progress(session.terminal, { what: "replay", total: Math.min(lastSeq, until) })
    const state = emptyAccount(parseAccountId(account))
    let events = 0
    await using child = new Child(session.terminal, ["events", "--jsonl", ...place.data, "--account", account])
    for await (const line of child.lines()) {
      if (events >= until) break
      evolve(state, reviveEvent(JSON.parse(line)))
      await progress.at(++events)
    }
    await progress.end()
    return await showReplayed(session, state, events)
  },
})

async function showReplayed(
  session: Session,
  state: ReturnType<typeof emptyAccount>,
  events: number,
): Promise<ExitCode> {
  const { account, seq, at, epoch, counts, trading } = state
  const { openBreaks } = state
  const row = {
    account,
    events,
    seq,
    at: events === 0 ? null : new Date(at).toISOString(),
    epoch,
    orders: { ...counts },
    open: state.open.size,
    inDoubt: state.inDoubt.size,
    openBreaks,
    trading: trading.mode,
  }
  const of = (name: OrderState) => ({
    name: `  ${name}`,
    text: String(counts[name]),
    ink: counts[name] > 0 ? stateInk({ state: name }) : undefined,
  })
  await session.showOne(row, [
    { name: "account", text: account },
    { name: "events", text: `${grouped(String(events))}, the last is ${seq}${row.at === null ? "" : ` of ${row.at}`}` },
    { name: "trading", text: `${trading.mode}${trading.reason === "" ? "" : `: ${trading.reason}`}` },
    { name: "open orders", text: String(row.open) },
    { name: "in doubt", text: String(row.inDoubt), ink: row.inDoubt > 0 ? "doubt" : undefined },
    { name: "open breaks", text: String(openBreaks), ink: openBreaks > 0 ? "warning" : undefined },
    { name: "orders", text: "" },
    ...ORDER_STATES.map(of),
  ])
  return EXIT.done
}

function dataWords(data: string | undefined): readonly string[] {
  return data === undefined ? [] : ["--data", data]
}

async function newFile(path: string) {
  try {
    return await open(path, "wx", 0o600)
  } catch (error) {
    const isThere = error instanceof Error && "code" in error && error.code === "EEXIST"
    throw new CommandFailed(isThere ? `${path} is there already.` : `${path} cannot be written.`, {
      exit: EXIT.usage,
      advice: "Name another file.",
      cause: error,
    })
  }
}
