// The commands about the account as a whole: whether orders are taken, and the books compared with OKX.

import { type BreakRow, BreakRowSchema, type Trading } from "@okx-oms/api"
import { command } from "../command.ts"
import { EXIT, type ExitCode } from "../exit-codes.ts"
import { UsageError } from "../faults.ts"
import { announceMode, MODE_WORDS } from "../mode.ts"
import type { Ink } from "../paint.ts"
import type { Session } from "../session.ts"
import type { Column } from "../table.ts"
import { modeInk, spanWords, timeWords } from "../words.ts"

const TRADING_INKS = { open: "filled", "reduce-only": "warning", halt: "rejected" } as const satisfies Record<
  Trading["trading"]["mode"],
  Ink
>

export const statusCommand = command({
  name: "status",
  group: "trading",
  summary: "whether orders are taken, and the state of everything they pass through",
  takes: ["rows", "server"],
  run: async (session) => {
    const client = await session.client()
    const [trading, stats] = await Promise.all([client.getTrading(), client.getStats()])
    await showTrading(session, trading, stats)
    return trading.ready ? EXIT.done : EXIT.failed
  },
})

export const haltCommand = switchCommand(
  "halt",
  "take no new orders",
  "No new order is taken from then on; cancels go out, and nothing is cancelled by it.",
)
export const reduceOnlyCommand = switchCommand(
  "reduce-only",
  "take only orders that shrink a position",
  "Orders that would grow a position are refused from then on.",
)
export const resumeCommand = switchCommand(
  "resume",
  "take all orders again",
  "All orders are taken again from then on.",
)

function switchCommand(action: "halt" | "reduce-only" | "resume", summary: string, consequence: string) {
  return command({
    name: action,
    group: "trading",
    summary,
    details: [`${consequence} Asks first, because it is about the whole account.`],
    takes: ["preview", "confirm", "rows", "server"],
    args: [{ name: "REASON", summary: "for people; kept in the journal", optional: true }],
    examples: [{ line: `oms ${action} 'looking at something' --yes`, says: "from a script" }],
    run: async (session, [reason]) => {
      const client = await session.client()
      const { account, mode } = await announceMode(session)
      const before = await client.getTrading()
      if (session.options.dryRun) {
        await session.note(
          `account ${account} (${MODE_WORDS[mode]}) is ${before.trading.mode}; would ${action}: ${consequence} Nothing was changed.`,
        )
        return EXIT.done
      }
      await session.confirm(
        `Account ${account} (${MODE_WORDS[mode]}) is ${before.trading.mode}. ${consequence}`,
        action,
      )
      const after = await client.setTrading(action, reason)
      await showTrading(session, after)
      return EXIT.done
    },
  })
}

async function showTrading(
  session: Session,
  told: Trading,
  stats?: { readonly inDoubt: number; readonly breaks: number; readonly active: number },
): Promise<void> {
  const { trading, feeds, deadMan, inbox } = told
  const left = Object.entries(told.rateBudget).map(([name, { left: calls, limit }]) => `${name} ${calls}/${limit}`)
  const ago = (ms: number | null): string => (ms === null ? "never" : `${spanWords(ms)} ago`)
  await session.showOne(told, [
    { name: "account", text: `${told.account}, ${MODE_WORDS[told.mode]}`, ink: modeInk(told.mode) },
    {
      name: "ready",
      text: told.ready ? "yes" : `no: ${told.why ?? "no reason was told"}`,
      ink: told.ready ? "filled" : "rejected",
    },
    {
      name: "trading",
      text: `${trading.mode}${trading.reason === "" ? "" : `: ${trading.reason}`}${trading.since === null ? "" : ` (since ${timeWords(trading.since)} UTC)`}`,
      ink: TRADING_INKS[trading.mode],
    },
    ...(stats === undefined
      ? []
      : [
          { name: "open", text: String(stats.active) },
          { name: "in doubt", text: String(stats.inDoubt), ink: stats.inDoubt > 0 ? ("doubt" as const) : undefined },
          { name: "breaks", text: String(stats.breaks), ink: stats.breaks > 0 ? ("warning" as const) : undefined },
        ]),
    {
      name: "private feed",
      text: `${feeds.private}, last message ${ago(feeds.lastPrivateMessageAgoMs)}`,
      ink: feeds.private === "up" ? "filled" : "rejected",
    },
    {
      name: "public feed",
      text: `${feeds.public}, last message ${ago(feeds.lastPublicMessageAgoMs)}`,
      ink: feeds.public === "up" ? "filled" : "rejected",
    },
    ...(feeds.suspicion === null ? [] : [{ name: "suspicion", text: feeds.suspicion.reason, ink: "warning" as const }]),
    { name: "books", text: `compared with OKX ${ago(told.lastReconciledAgoMs)}` },
    {
      name: "clock",
      text: told.clockOffsetMs === null ? "not compared yet" : `${Math.round(told.clockOffsetMs)} ms against OKX's`,
    },
    {
      name: "dead man",
      text: deadMan.state === "off" ? "off" : `${deadMan.state}, confirmed ${ago(deadMan.lastConfirmedAgoMs)}`,
      ink: deadMan.state === "failing" ? "rejected" : undefined,
    },
    { name: "rate budget", text: left.join(", ") || "nothing used yet" },
    { name: "inbox", text: `${inbox.length} of ${inbox.limit}` },
    { name: "durability", text: told.durability },
  ])
}

// ---- the books ---------------------------------------------------------------------------------------------------------------

const BREAK_FIELDS = Object.keys(BreakRowSchema.properties)

export const reconcileRunCommand = command({
  name: "reconcile run",
  group: "trading",
  summary: "compare the books with OKX now",
  details: ["Joins a comparison that is under way. Ends with 1 when it could not be made or breaks are open."],
  takes: ["rows", "server"],
  run: async (session) => {
    const client = await session.clientWith({ timeoutMs: session.options.timeoutMs ?? 60_000, retries: 1 })
    const run = await client.startReconciliation()
    await session.showOne(run, [
      run.ok
        ? { name: "compared", text: "yes", ink: "filled" }
        : { name: "compared", text: `no: ${run.why ?? "no reason was told"}`, ink: "rejected" },
      { name: "open breaks", text: String(run.openBreaks), ink: run.openBreaks > 0 ? "warning" : "filled" },
    ])
    if (run.openBreaks > 0) await session.note("what they are: oms reconcile breaks", "warning")
    return run.ok && run.openBreaks === 0 ? EXIT.done : EXIT.failed
  },
})

export const breaksCommand = command({
  name: "reconcile breaks",
  group: "trading",
  summary: "differences between the books and OKX",
  details: ["What each kind means and what to do about it: docs/breaks.md."],
  takes: ["rows", "server"],
  options: { all: { type: "boolean", summary: "resolved ones too" } },
  run: async (session, _args, { all }) => {
    const { breaks, lastReconciledAgoMs } = await (await session.client()).getReconciliation()
    const shown = all ? breaks : breaks.filter(({ resolvedAt }) => resolvedAt === null)
    await session.showRows(shown, { columns: BREAK_COLUMNS, fields: BREAK_FIELDS, none: "no open breaks" })
    if (lastReconciledAgoMs !== null) await session.note(`compared ${spanWords(lastReconciledAgoMs)} ago`, "dim")
    return EXIT.done
  },
})

export const resolveCommand = command({
  name: "reconcile resolve",
  group: "trading",
  summary: "close a break that you have looked into",
  details: ["The first word stands. Resolving a balance or position takes OKX's amount into the books."],
  takes: ["confirm", "rows", "server"],
  args: [
    { name: "BREAK", summary: "its id: b and 18 digits" },
    { name: "WORDS", summary: "what was found and done; kept in the journal", many: true },
  ],
  examples: [
    {
      line: "oms reconcile resolve b179538444600000000 'deposit of 100 USDT, booked'",
      says: "a difference that is explained",
    },
  ],
  run: async (session, [id, words]): Promise<ExitCode> => {
    const text = words.join(" ")
    if (text === "") throw new UsageError("WORDS is missing: what was found and done?", "reconcile resolve")
    const client = await session.client()
    const found = (await client.getReconciliation()).breaks.find(({ breakId }) => breakId === id)
    if (found !== undefined && found.resolvedAt === null)
      await session.confirm(`${found.kind}: we say ${found.ours}, OKX says ${found.theirs}. Close it?`, "close")
    const { seq: _, ...row } = await client.resolveBreak(id, text)
    await session.showOne(
      row,
      [
        { name: "break", text: row.breakId },
        { name: "kind", text: row.kind },
        { name: "resolved", text: `${timeWords(row.resolvedAt)} UTC: ${row.resolution ?? ""}`, ink: "filled" },
      ],
      BREAK_FIELDS,
    )
    return EXIT.done
  },
})

const BREAK_COLUMNS: readonly Column<BreakRow>[] = [
  { title: "break", text: ({ breakId }) => breakId },
  { title: "kind", text: ({ kind }) => kind, ink: ({ resolvedAt }) => (resolvedAt === null ? "warning" : "cancelled") },
  { title: "found (UTC)", spare: 2, text: ({ foundAt }) => timeWords(foundAt) },
  { title: "about", text: ({ orderId, subject }) => orderId ?? subject ?? "" },
  { title: "ours", text: ({ ours }) => ours },
  { title: "OKX's", text: ({ theirs }) => theirs },
  { title: "done about it", text: ({ action, resolution }) => resolution ?? action },
  { title: "evidence", spare: 3, mayBeCut: true, text: ({ evidence }) => evidence },
]
