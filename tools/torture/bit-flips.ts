// Single bits flipped in the files of a stopped journal, one at a time, each on a fresh copy. Damage of the truth (the database, its log) must be refused by
// name or change nothing; what is only derived (index, snapshots) must be healed. That everything is still said as before is read from the dumps.

import { cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { type Books, readBooks } from "./books.ts"
import type { Finding } from "./finding.ts"
import { Load } from "./load.ts"
import { reportTimeOver, type Task, type Work } from "./phase.ts"
import { runJournal } from "./processes.ts"
import type { Random } from "./random.ts"
import { Rig } from "./rig.ts"
import { type Row, textOf } from "./rows.ts"

const LOAD_MS = 1_500
/** The words with which damage is refused, and the file that they name. */
const REFUSED =
  /(?:journal damaged|journal unavailable|is a database, but not|version \d+; this program)[^\n]*journal\.db/
const REFUSED_INDEX = /journal-index\.db/

export function flipTasks(): readonly Task[] {
  return [{ name: "bit flips", phase: "flips", run: runFlips }]
}

async function runFlips(work: Work): Promise<void> {
  const { folder, random, figures, report, plan } = work
  await using rig = await Rig.open({ folder, random, figures })
  const image = join(folder, "image")
  const kept = await makeImage(rig, image, plan.seed)
  const files = filesOf(image)
  for (let index = 0; index < plan.flips; index++) {
    if (work.isOver()) {
      reportTimeOver(work, "flips", `flips ${index + 1} to ${plan.flips}`)
      break
    }
    // Each kind of file gets its turn; where in it, and which bit, is drawn.
    const drawn = random.fork(`flip ${index}`)
    const kinds = [...new Set(files.map(kindOf))]
    const kind = kinds[index % kinds.length] ?? ""
    const file = drawn.pick(files.filter((name) => kindOf(name) === kind))
    const flip = { file, offset: drawOffset(drawn, join(image, file)), bit: drawn.whole(0, 7) }
    const { verdict, findings } = await tryFlip(rig, { image, kept, flip })
    figures.add("bits flipped")
    figures.add(FIGURE[verdict])
    const name = `flip ${index + 1}: ${file} ${flip.offset}.${flip.bit}`
    report({ phase: "flips", name, findings, note: verdict })
  }
  await rig.count()
}

type Verdict = "refused" | "healed" | "without effect" | "found by verify" | "accepted"

const FIGURE = {
  refused: "flips refused",
  healed: "flips healed",
  "without effect": "flips without effect",
  "found by verify": "flips found by verify",
  accepted: "flips accepted",
} as const satisfies Readonly<Record<Verdict, string>>

/** A journal with a snapshot, a folded database, an index and a log with commits in it, as a killed server leaves them; and what it says. */
async function makeImage(rig: Rig, image: string, seed: string): Promise<Books> {
  await rig.restart()
  await trade(rig, `${seed}.f1`)
  // A clean stop keeps a snapshot and folds the log in; a second life begins a new log.
  await rig.server.kill("SIGTERM")
  await rig.restart()
  await trade(rig, `${seed}.f2`)
  const findings = await rig.settleAndAudit()
  if (findings.length > 0)
    throw new Error(`the journal was not good before a bit was flipped: ${JSON.stringify(findings)}`)
  await rig.kill()
  cpSync(rig.data, image, { recursive: true })
  // Reading may change files (it lets SQLite in), so that it gets a copy.
  return await readBooks(copyOf(rig, image, "read"), rig.folder)
}

async function trade({ door, paper, told, random }: Rig, keys: string): Promise<void> {
  await using _load = new Load({ door, paper, told, random: random.fork(keys), keys })
  await new Promise((resolve) => setTimeout(resolve, LOAD_MS))
}

/** A fresh copy of the image beside the data. */
function copyOf({ folder }: Rig, image: string, name: string): string {
  const copy = join(folder, name)
  rmSync(copy, { recursive: true, force: true })
  cpSync(image, copy, { recursive: true })
  return copy
}

/** Everything but the token (no journal), the lock (empty) and the shared memory (made anew at each start). */
function filesOf(image: string): readonly string[] {
  const names = readdirSync(image, { recursive: true, encoding: "utf8" })
  return names.filter(
    (name) =>
      !/(?:token|lock|-shm)$/.test(name) &&
      statSync(join(image, name)).isFile() &&
      statSync(join(image, name)).size > 0,
  )
}

function kindOf(file: string): string {
  return file.startsWith("journal-snapshots") ? "snapshot" : file
}

/** One in four in the first bytes, where a file says what it is. */
function drawOffset(random: Random, file: string): number {
  const { size } = statSync(file)
  return random.chance(0.25) ? random.whole(0, Math.min(size, 128) - 1) : random.whole(0, size - 1)
}

interface Flip {
  readonly file: string
  readonly offset: number
  readonly bit: number
}

interface Trial {
  readonly image: string
  readonly kept: Books
  readonly flip: Flip
}

async function tryFlip(rig: Rig, trial: Trial): Promise<{ verdict: Verdict; findings: readonly Finding[] }> {
  const { image, kept, flip } = trial
  const damaged = (name: string): string => {
    const data = copyOf(rig, image, name)
    flipBit(join(data, flip.file), flip)
    return data
  }
  const [verified, outcome] = await Promise.all([
    runJournal(["verify", "--data", damaged("verified")], rig.folder),
    startAndRead(rig, damaged("started")),
  ])
  const isDerived = /^journal-(?:index|snapshots)/.test(flip.file)
  if (typeof outcome === "string") return await judgeRefusal(rig, trial, { words: outcome, isDerived })
  const [first, ...more] = compare(kept, outcome)
  if (first !== undefined) {
    const rule = verified.code === 0 ? "damage is never accepted in silence" : "damage that verify finds is not served"
    const what = `${JSON.stringify(flip)}: ${first} (and ${more.length} more)`
    return { verdict: "accepted", findings: [{ kind: "wrong", rule, what }] }
  }
  if (verified.code !== 0 && !isDerived) return { verdict: "found by verify", findings: [] }
  return { verdict: isDerived ? "healed" : "without effect", findings: [] }
}

/** A refusal names the file. Of the index it also says how it is healed, and that must be so. */
async function judgeRefusal(
  rig: Rig,
  { image, kept, flip }: Trial,
  { words, isDerived }: { words: string; isDerived: boolean },
): Promise<{ verdict: Verdict; findings: readonly Finding[] }> {
  const what = `${JSON.stringify(flip)}: ${words}`
  if (!isDerived) {
    const unnamed: Finding = { kind: "wrong", rule: "damage is refused by the name of its file", what }
    return { verdict: "refused", findings: REFUSED.test(words) ? [] : [unnamed] }
  }
  const data = copyOf(rig, image, "healed")
  for (const suffix of ["", "-wal", "-shm"]) rmSync(join(data, `journal-index.db${suffix}`), { force: true })
  const healed = await startAndRead(rig, data)
  const isHealed = REFUSED_INDEX.test(words) && typeof healed !== "string" && compare(kept, healed).length === 0
  const rule = "a damaged index is told by name and healed as it is told"
  return { verdict: "refused", findings: isHealed ? [] : [{ kind: "wrong", rule, what }] }
}

/** What the journal says after a start on it; the words of the refusal when there is none. */
async function startAndRead(rig: Rig, data: string): Promise<Books | string> {
  const started = await rig.start({ data })
  if (started.kind === "ended") {
    const { output } = rig.server
    return started.how.code === 1 ? output : `it ended with ${JSON.stringify(started.how)}: ${output}`
  }
  await rig.kill()
  return await readBooks(data, rig.folder).catch((error: unknown) => String(error))
}

/** What the second books say otherwise than the first. New events at the end are the new start's own. */
function compare(before: Books, after: Books): readonly string[] {
  const differences: string[] = []
  const differ = (what: string, one: unknown, other: unknown): void => {
    const [was, is] = [JSON.stringify(one), JSON.stringify(other)]
    if (was !== is) differences.push(`${what}: was ${was}, is ${is}`)
  }
  for (const [index, event] of before.events.entries()) differ(`event ${index + 1}`, event, after.events[index])
  const byId = (rows: readonly Row[], id: (row: Row) => string): Map<string, Row> =>
    new Map(rows.map((row) => [id(row), row]))
  const lists = [
    ["order", before.orders, after.orders, (row: Row) => textOf(row, "orderId")],
    ["fill", before.fills, after.fills, (row: Row) => `${textOf(row, "okxOrderId")}/${textOf(row, "tradeId")}`],
  ] as const
  for (const [what, was, is, id] of lists) {
    const now = byId(is, id)
    differ(`number of ${what}s`, was.length, is.length)
    for (const [name, row] of byId(was, id)) differ(`${what} ${name}`, withoutSeq(row), withoutSeq(now.get(name)))
  }
  return differences
}

function flipBit(file: string, { offset, bit }: Flip): void {
  if (!existsSync(file)) throw new Error(`Invariant: ${file} is in the image`)
  const bytes = readFileSync(file)
  bytes[offset] = (bytes[offset] ?? 0) ^ (1 << bit)
  writeFileSync(file, bytes)
}

/** A start may bring a closed order back to mind: an event, and with it a new number, that changes nothing else. */
function withoutSeq(row: Row | undefined): unknown {
  return row === undefined ? undefined : { ...row, seq: 0 }
}
