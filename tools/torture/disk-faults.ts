// A disk that fails: system calls on the journal's own files are made to fail by strace (EIO on fsync, ENOSPC on writes, SIGKILL in the middle of either), a
// shell's limit stops files from growing, and a small file system runs full. The product needs none of these tools; without them the case is skipped.

import { existsSync, readFileSync, rmSync, statfsSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Task, Work } from "./phase.ts"
import { Rig } from "./rig.ts"
import { type Outcome, type Ruin, ruinAndRecover } from "./ruin.ts"
import { isPresent, Volume } from "./volume.ts"

/** Each turn syncs the log once, and a start does so about ten times. */
const SYNC_NUMBER = { low: 6, high: 60 }
const KIBIBYTE = 1024
/** A limit that the first start stays below and a few seconds of load reach. */
const FILE_LIMIT_KIB = { low: 300, high: 900 }
const SMALL_VOLUME_BYTES = 24 << 20
const ROOM_LEFT_BYTES = { low: 200 * KIBIBYTE, high: 700 * KIBIBYTE }

interface Injected {
  readonly name: string
  readonly calls: string
  readonly file: string
  /** strace's words for what happens, and from which call on. */
  readonly what: (number: number) => string
  readonly ends: Ruin["ends"]
}

const INJECTED: readonly Injected[] = [
  {
    name: "fsync of the journal fails for good",
    calls: "fsync,fdatasync",
    file: "journal.db-wal",
    what: (number) => `error=EIO:when=${number}+`,
    ends: "stops",
  },
  {
    name: "fsync of the journal fails once",
    calls: "fsync,fdatasync",
    file: "journal.db-wal",
    what: (number) => `error=EIO:when=${number}`,
    ends: "stops",
  },
  {
    name: "no room for the journal",
    calls: "write,pwrite64",
    file: "journal.db-wal",
    // A turn writes at least two pages with a head each.
    what: (number) => `error=ENOSPC:when=${4 * number}+`,
    ends: "stops",
  },
  {
    name: "killed at an fsync of the journal",
    calls: "fsync,fdatasync",
    file: "journal.db-wal",
    what: (number) => `signal=SIGKILL:when=${number}`,
    ends: "killed",
  },
  {
    name: "killed at a write of the journal",
    calls: "write,pwrite64",
    file: "journal.db-wal",
    what: (number) => `signal=SIGKILL:when=${4 * number}`,
    ends: "killed",
  },
  {
    name: "writes of the index fail",
    calls: "write,pwrite64",
    file: "journal-index.db-wal",
    what: (number) => `error=EIO:when=${4 * number}+`,
    ends: "endures",
  },
]

export function diskTasks(): readonly Task[] {
  const injected = INJECTED.map(
    (one): Task => ({ name: one.name, phase: "disk", run: (work) => runInjected(work, one) }),
  )
  return [
    ...injected,
    { name: "a file may not grow", phase: "disk", run: runFileLimit },
    { name: "the disk is full", phase: "disk", run: runFullDisk },
  ]
}

async function runInjected(work: Work, { name, calls, file, what, ends }: Injected): Promise<void> {
  const { folder, random, figures, report } = work
  if (process.platform !== "linux" || !isPresent("strace")) {
    report({ phase: "disk", name, findings: [], skipped: "strace is not here" })
    return
  }
  await using rig = await Rig.open({ folder, random, figures })
  const trace = join(folder, "strace.log")
  const number = random.whole(SYNC_NUMBER.low, SYNC_NUMBER.high)
  // -D: the tracer is the grandchild, so that the process that is killed and awaited is the server itself. The filter in the kernel makes a start three
  // times as fast, but signals are not injected with it.
  const filter = ends === "killed" ? [] : ["--seccomp-bpf"]
  const tracer = ["strace", "-D", "-f", "-qq", ...filter, "-o", trace, "-P", join(rig.data, file)]
  const through = [...tracer, "-e", `trace=${calls}`, "-e", `inject=${calls}:${what(number)}`]
  const struck = (): boolean => existsSync(trace) && /INJECTED|killed by SIGKILL/.test(readFileSync(trace, "latin1"))
  const told = await ruinAndRecover(rig, { keys: `${work.plan.seed}.d`, through, ends, struck })
  await conclude(rig, work, name, { ...told, note: `at call ${number}: ${told.note}` })
}

async function runFileLimit(work: Work): Promise<void> {
  const name = "a file may not grow"
  if (process.platform === "win32" || !isPresent("bash")) {
    work.report({ phase: "disk", name, findings: [], skipped: "no shell here sets limits on file sizes" })
    return
  }
  const { folder, random, figures } = work
  await using rig = await Rig.open({ folder, random, figures })
  const limit = random.whole(FILE_LIMIT_KIB.low, FILE_LIMIT_KIB.high)
  // Without the trap the signal of a reached limit ends the process before it could say anything.
  const through = ["bash", "-c", `trap "" XFSZ; ulimit -f ${limit}; exec "$@"`, "limited"]
  const told = await ruinAndRecover(rig, { keys: `${work.plan.seed}.u`, through, ends: "stops" })
  await conclude(rig, work, name, { ...told, note: `${limit} KiB: ${told.note}` })
}

async function runFullDisk(work: Work): Promise<void> {
  const name = "the disk is full"
  const { folder, random, figures } = work
  const made = await Volume.make(folder, SMALL_VOLUME_BYTES)
  if (typeof made === "string") {
    work.report({ phase: "disk", name, findings: [], skipped: made })
    return
  }
  await using volume = made
  await using rig = await Rig.open({ folder, random, figures, data: join(volume.path, "data") })
  const ballast = join(volume.path, "ballast")
  const act = async (): Promise<void> => {
    const { bavail, bsize } = statfsSync(volume.path)
    const room = random.whole(ROOM_LEFT_BYTES.low, ROOM_LEFT_BYTES.high)
    writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - room), 1))
  }
  const mend = async (): Promise<void> => {
    rmSync(ballast, { force: true })
    // The file system gives the room back with its next commit.
    await volume.sync()
  }
  const told = await ruinAndRecover(rig, { keys: `${work.plan.seed}.f`, act, ends: "stops", mend })
  await conclude(rig, work, name, told)
  await rig[Symbol.asyncDispose]()
}

async function conclude(rig: Rig, { figures, report }: Work, name: string, outcome: Outcome): Promise<void> {
  const { findings, note, struck } = outcome
  // Audited all the same; but a harm that was never met proves nothing.
  if (!struck && findings.length === 0)
    report({ phase: "disk", name, findings, skipped: `the call was never reached (${note})` })
  else {
    figures.add("disk faults")
    report({ phase: "disk", name, findings, note })
  }
  await rig.count()
}
