// What `oms doctor` thinks of what it was told: each question as a pure function from facts to findings, so that every judgement is a test. A finding says what is,
// and where it is not well, what to do.

import type { AccountRow, Stats, Trading } from "@okx-oms/api"
import type { KeyFacts } from "@okx-oms/oms"
import { MODE_WORDS } from "./mode.ts"
import { spanWords } from "./words.ts"

export type Level = "ok" | "warn" | "fail"

export interface Finding {
  /** Whose: an account's name, or "" for the machine and the server. */
  readonly account: string
  readonly check: string
  readonly level: Level
  readonly found: string
  /** What to do; empty where nothing is to be done. */
  readonly advice: string
}

type Said = Omit<Finding, "account">
const ok = (check: string, found: string): Said => ({ check, level: "ok", found, advice: "" })
const warn = (check: string, found: string, advice: string): Said => ({ check, level: "warn", found, advice })
const fail = (check: string, found: string, advice: string): Said => ({ check, level: "fail", found, advice })

/** The clock is corrected by what OKX says; OKX refuses requests that are 30 s off, and logs of an unset clock mislead people. */
const CLOCK_WARN_MS = 1_000
const CLOCK_FAIL_MS = 25_000
/** OKX sends something at least this often on a connection that lives. */
const FEED_SILENT_MS = 60_000
const BOOKS_OLD_MS = 15 * 60_000
const NODE_OLDEST = 24
const MIB = 1024 * 1024
const DISK_WARN_MIB = 2_048
const DISK_FAIL_MIB = 256

export function nodeFinding(version: string): Said {
  const major = Number(version.split(".")[0])
  return major >= NODE_OLDEST
    ? ok("node", version)
    : fail("node", version, `Use Node ${NODE_OLDEST} or newer; npm ci in the checkout brings one.`)
}

export function versionFinding(ours: string, servers: string): Said {
  return ours === servers
    ? ok("versions", `command and server are ${ours}`)
    : warn(
        "versions",
        `the command is ${ours}, the server ${servers}`,
        "Use the command of the server's version: newer words may be missing there.",
      )
}

export function roundTripFinding(url: string, ms: number): Said {
  const found = `${url} answers in ${Math.max(1, Math.round(ms))} ms`
  return ms < 1_000
    ? ok("server", found)
    : warn("server", found, "The machine or the way to it is slow; look at its load.")
}

export function accountFindings(row: AccountRow, trading: Trading, stats: Stats): readonly Said[] {
  return [
    readyFinding(row),
    clockFinding(trading.clockOffsetMs),
    ...feedFindings(trading.feeds),
    budgetFinding(trading.rateBudget),
    deadManFinding(trading.deadMan, row.mode),
    booksFinding(trading.lastReconciledAgoMs),
    openQuestionsFinding(stats),
    switchFinding(trading.trading),
    journalFinding(trading),
    ...(trading.troubled
      ? [
          warn(
            "OKX",
            "answered with trouble within the last minute",
            "See https://www.okx.com/status; doubts take longer to be settled meanwhile.",
          ),
        ]
      : []),
    ...(trading.visibility.alarm
      ? [
          warn(
            "visibility",
            `orders took up to ${spanWords(trading.visibility.measuredMs)} to show in OKX's reads`,
            "OKX's reads lag; doubts take longer to be settled.",
          ),
        ]
      : []),
  ]
}

function readyFinding({ ready, why, mode }: AccountRow): Said {
  return ready
    ? ok("ready", `${MODE_WORDS[mode]}, orders are taken and sent`)
    : fail(
        "ready",
        `${MODE_WORDS[mode]}, not ready: ${why ?? "no reason was told"}`,
        "Wait for it, or see what keeps it: the server's log.",
      )
}

function clockFinding(offsetMs: number | null): Said {
  if (offsetMs === null) return warn("clock", "not compared with OKX's yet", "It is compared once OKX answers.")
  const found = `${Math.round(Math.abs(offsetMs))} ms ${offsetMs < 0 ? "behind" : "ahead of"} OKX's`
  const advice = "Set the machine's clock by NTP (timedatectl set-ntp true)."
  if (Math.abs(offsetMs) >= CLOCK_FAIL_MS) return fail("clock", found, advice)
  return Math.abs(offsetMs) >= CLOCK_WARN_MS ? warn("clock", found, advice) : ok("clock", found)
}

function feedFindings({
  private: own,
  public: market,
  lastPrivateMessageAgoMs,
  lastPublicMessageAgoMs,
  suspicion,
  lastError,
}: Trading["feeds"]): readonly Said[] {
  const feed = (check: string, state: string, agoMs: number | null): Said => {
    const found = `${state}${agoMs === null ? "" : `, last message ${spanWords(agoMs)} ago`}`
    if (state === "down")
      return fail(
        check,
        `${found}${lastError === null ? "" : ` (${lastError})`}`,
        "Check the network and the address; it connects again by itself.",
      )
    if (state !== "up") return warn(check, found, "It is connecting; ask again in a moment.")
    return agoMs !== null && agoMs > FEED_SILENT_MS
      ? warn(check, found, "It is silent; it is made anew when a heartbeat fails.")
      : ok(check, found)
  }
  return [
    suspicion === null
      ? feed("private feed", own, lastPrivateMessageAgoMs)
      : warn(
          "private feed",
          `suspect: ${suspicion.reason}`,
          "It kept something to itself; the books are compared more often until it is trusted again.",
        ),
    feed("public feed", market, lastPublicMessageAgoMs),
  ]
}

function budgetFinding(budget: Trading["rateBudget"]): Said {
  const windows = Object.entries(budget)
  if (windows.length === 0) return ok("rate budget", "nothing used yet")
  const [name, { left, limit }] = windows.reduce((least, one) =>
    one[1].left / one[1].limit < least[1].left / least[1].limit ? one : least,
  )
  const found = `least left: ${left} of ${limit} for ${name}`
  if (left <= 0)
    return fail(
      "rate budget",
      found,
      "Requests wait for room and fail after queueMs: send fewer orders, or spread them.",
    )
  return left * 5 < limit
    ? warn("rate budget", found, "Nearly used up: orders will wait for room.")
    : ok("rate budget", found)
}

function deadManFinding(
  { state, timeoutS, lastConfirmedAgoMs, why }: Trading["deadMan"],
  mode: AccountRow["mode"],
): Said {
  const name = "dead man"
  const confirmed =
    lastConfirmedAgoMs === null ? "never confirmed" : `OKX confirmed it ${spanWords(lastConfirmedAgoMs)} ago`
  switch (state) {
    case "off": {
      const found = "off: orders stay at OKX when this machine dies"
      return mode === "live"
        ? warn(name, found, 'Set "deadMan": { "timeoutS": 30 } to have OKX cancel them then.')
        : ok(name, found)
    }
    case "armed":
      return ok(name, `armed for ${timeoutS} s, ${confirmed}`)
    case "arming":
      return warn(name, `arming, ${confirmed}`, "It was asked for; ask again in a moment.")
    case "failing":
      return fail(
        name,
        `failing, ${confirmed}${why === null ? "" : `: ${why}`}`,
        "OKX does not hear us and will cancel the orders: check the network.",
      )
    default:
      return state satisfies never
  }
}

function booksFinding(agoMs: number | null): Said {
  if (agoMs === null) return fail("books", "never compared with OKX", "Nothing leaves before that: oms reconcile run")
  const found = `compared with OKX ${spanWords(agoMs)} ago`
  return agoMs > BOOKS_OLD_MS ? warn("books", found, "Compare them: oms reconcile run") : ok("books", found)
}

function openQuestionsFinding({ breaks, inDoubt }: Stats): Said {
  if (breaks === 0 && inDoubt === 0) return ok("open questions", "no break, nothing in doubt")
  const advice = [breaks > 0 ? "oms reconcile breaks" : "", inDoubt > 0 ? "oms order list --state in-doubt" : ""]
    .filter(Boolean)
    .join("; ")
  return warn("open questions", `${breaks} open breaks, ${inDoubt} orders in doubt`, `Look at them: ${advice}`)
}

function switchFinding({ mode, reason }: Trading["trading"]): Said {
  if (mode === "open") return ok("trading", "open")
  return warn("trading", `${mode}${reason === "" ? "" : `: ${reason}`}`, "When the reason is gone: oms resume")
}

function journalFinding({ durability, inbox }: Trading): Said {
  if (inbox.length * 2 > inbox.limit)
    return warn(
      "journal",
      `${inbox.length} of ${inbox.limit} requests wait for it`,
      "The disk is slow or the machine is busy.",
    )
  return ok("journal", `${durability} durability, ${inbox.length} of ${inbox.limit} requests wait`)
}

export function diskFinding(folder: string, freeBytes: number): Said {
  const mib = Math.floor(freeBytes / MIB)
  const found = `${folder} is writable, ${mib >= 10_240 ? `${Math.floor(mib / 1024)} GiB` : `${mib} MiB`} free`
  if (mib < DISK_FAIL_MIB)
    return fail("disk", found, "Make room now: when the journal cannot be written the manager stops.")
  return mib < DISK_WARN_MIB
    ? warn("disk", found, "Make room before the journal cannot be written.")
    : ok("disk", found)
}

/** What the server was told at its start is known by that it runs; the rest only OKX can tell. */
export function keysUnaskedFinding(mode: AccountRow["mode"]): Said {
  if (mode === "paper") return ok("keys", "the paper exchange's own; no real key is used")
  return warn(
    "keys",
    "may not withdraw (the server starts with no such key); IP binding was not looked at",
    "Ask OKX: oms doctor --keys NAME, with the name of oms keys list.",
  )
}

export function keyFindings(name: string, facts: KeyFacts): readonly Said[] {
  const { permissions, boundAddresses } = facts
  const may = permissions.map((one) => one.replace("_", " ")).join(", ")
  const rights = permissions.includes("withdraw")
    ? fail(
        "keys",
        `${name} may ${may}`,
        "Delete this key at OKX now and make one that may read and trade and nothing else.",
      )
    : permissions.includes("trade")
      ? ok("keys", `${name} may ${may}`)
      : fail("keys", `${name} may ${may || "nothing"}, not trade`, "Give the key the permission to trade.")
  return [
    rights,
    boundAddresses.length === 0
      ? warn(
          "keys",
          `${name} works from any address`,
          "Bind it to this machine's address at OKX; unbound ones expire after 14 days without use.",
        )
      : ok("keys", `${name} is bound to ${boundAddresses.join(", ")}`),
    setupFinding(facts),
  ]
}

const MODES: Readonly<Record<string, string>> = {
  "1": "Spot mode",
  "2": "Futures mode",
  "3": "Multi-currency margin mode",
  "4": "Portfolio margin mode",
}

/** What can be traded of an account that is set up so. One in Spot mode was meant for SPOT: that it has no swaps is no trouble. */
function setupFinding({ accountMode, positionMode, barred }: KeyFacts): Said {
  const { spot, swap } = barred
  const kinds = [spot && "SPOT", swap && "swaps"].filter((kind) => kind !== undefined)
  const mode = MODES[accountMode] ?? `mode ${accountMode}`
  const setup = `${mode}, ${positionMode === "net_mode" ? "net" : "long/short"} positions`
  const found = kinds.length === 0 ? setup : `${setup}: ${kinds.join(" and ")} cannot be traded here`
  const check = "account mode"
  const advice = [spot, accountMode === "1" ? undefined : swap].flatMap((one) =>
    one === undefined ? [] : [one.advice],
  )
  const [first, ...more] = advice
  if (first === undefined) return ok(check, found)
  return warn(check, found, [`${first.slice(0, 1).toUpperCase()}${first.slice(1)}`, ...more].join("; "))
}
