// The name of every order of the grid, and back: strategy, run, level, side and cycle are all in it. It relies on the order manager to take each
// client order id once and for good; so whoever asks for the same order again gets the same order, and a level cannot be doubled.

import type { OrderSide } from "@okx-oms/core"

/** One range of the grid. Everything needed to draw its levels again, but the configuration, is in these three. */
export interface RunId {
  /** 1, 2, ...: each re-centring takes the next. */
  readonly number: number
  /** Middle of the range, in ticks of the instrument. */
  readonly centreTicks: bigint
  /** Of the configuration that drew the range: 8 hexadecimal digits. */
  readonly fingerprint: string
}

export interface GridOrderName {
  readonly run: RunId
  /** 1 .. levels - 1, from the lowest price up. */
  readonly level: number
  readonly side: OrderSide
  /** Counts the orders of the level in this run, both sides: 1, 2, ... */
  readonly cycle: number
}

/** Longest strategy name: what is left of 64 characters beside the longest run, level and cycle. */
export const STRATEGY_LENGTH_MAX = 15
const NAME = /^(.+)-(\d{1,6})\.(\d{1,15})\.([0-9a-f]{8})-L(\d{2,3})-([BS])-(\d{6,9})$/

/** "grid-3.915003.1f0c99ab-L07-B-000012" */
export function nameText(strategy: string, { run, level, side, cycle }: GridOrderName): string {
  const place = `L${String(level).padStart(2, "0")}-${side === "buy" ? "B" : "S"}-${String(cycle).padStart(6, "0")}`
  return `${strategy}-${runText(run)}-${place}`
}

/** The parts of a client order id of this strategy; undefined for every other id. */
export function parseName(strategy: string, clientOrderId: string): GridOrderName | undefined {
  const [, owner, number, centreTicks, fingerprint, level, side, cycle] = NAME.exec(clientOrderId) ?? []
  if (owner !== strategy || centreTicks === undefined || fingerprint === undefined) return undefined
  return {
    run: { number: Number(number), centreTicks: BigInt(centreTicks), fingerprint },
    level: Number(level),
    side: side === "B" ? "buy" : "sell",
    cycle: Number(cycle),
  }
}

export function runText({ number, centreTicks, fingerprint }: RunId): string {
  return `${number}.${centreTicks}.${fingerprint}`
}

export function isSameRun(a: RunId, b: RunId): boolean {
  return a.number === b.number && a.centreTicks === b.centreTicks && a.fingerprint === b.fingerprint
}

/**
 * Below zero when a is the older run. Numbers decide; two runs of one number (asked for just before a crash, and again after it) are told apart by the
 * rest, so that every start finds the same one to be the newest.
 */
export function compareRuns(a: RunId, b: RunId): number {
  if (a.number !== b.number) return a.number - b.number
  if (a.centreTicks !== b.centreTicks) return a.centreTicks < b.centreTicks ? -1 : 1
  return a.fingerprint === b.fingerprint ? 0 : a.fingerprint < b.fingerprint ? -1 : 1
}

/** FNV-1a over the text, 8 hexadecimal digits: tells one configuration from another, keeps nothing secret. */
export function fingerprintOf(text: string): string {
  let hash = 0x811c9dc5
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0
  return hash.toString(16).padStart(8, "0")
}
