// What the server must remember of its grids over a restart: which ones there are, with their terms, and whether they ran. One small JSON file per account,
// written whole. What a grid has done is not in it: that is in the journal's orders, by their names.

import { check, GridRequestSchema, timeText } from "@okx-oms/api"
import {
  type Decimal,
  format,
  type Symbol as InstrumentSymbol,
  type Millis,
  millis,
  type StrategyId,
} from "@okx-oms/core"
import { readJsonObject } from "../json-file.ts"
import { writeOwnFile } from "../own-file.ts"
import { StartRefused } from "../start-refused.ts"

/** What a grid is to do. */
export interface GridTerms {
  readonly strategy: StrategyId
  readonly symbol: InstrumentSymbol
  readonly spacing: "arithmetic" | "geometric"
  readonly lines: number
  readonly rangePercent: Decimal
  readonly quotePerLevel: Decimal
  readonly recentreAfterMs?: number
}

/** A grid that is not over. */
export interface KeptGrid {
  readonly terms: GridTerms
  readonly state: "running" | "paused" | "stopping"
  /** A paused one whose orders are still to be cancelled. */
  readonly cancels: boolean
  readonly startedAt: Millis
}

export interface GridStore {
  /** Throws StartRefused for what cannot be read. */
  load(): Promise<readonly KeptGrid[]>
  /** Resolves once it is on the disk. */
  save(grids: readonly KeptGrid[]): Promise<void>
}

const STATES: ReadonlySet<unknown> = new Set(["running", "paused", "stopping"])

/** Nothing outlives the process. */
export const forgetfulStore: GridStore = { load: async () => [], save: async () => undefined }

export function gridFile(path: string): GridStore {
  return {
    load: async () => {
      const content = await readJsonObject(path, { mayBeMissing: true, what: "the grids of this account" })
      if (content === undefined) return []
      const { grids } = content
      if (!Array.isArray(grids)) throw unreadable(path, "it has no list of grids")
      return grids.map((one, index) => keptGrid(one, `grids[${index}]`, path))
    },
    save: async (grids) => await writeOwnFile(path, `${JSON.stringify({ grids: grids.map(rowOf) }, undefined, 2)}\n`),
  }
}

/** The terms as they were asked for. */
export function termsRow({ rangePercent, quotePerLevel, ...terms }: GridTerms) {
  return { ...terms, rangePercent: format(rangePercent), quotePerLevel: format(quotePerLevel) }
}

function rowOf({ terms, state, cancels, startedAt }: KeptGrid) {
  return { terms: termsRow(terms), state, cancels, startedAt: timeText(startedAt) }
}

function keptGrid(value: unknown, place: string, path: string): KeptGrid {
  if (typeof value !== "object" || value === null) throw unreadable(path, `${place} is no object`)
  const { terms, state, cancels, startedAt } = value as Readonly<Record<string, unknown>>
  const checked = check<typeof GridRequestSchema>(GridRequestSchema, terms)
  if (!checked.ok) throw unreadable(path, `${place}.terms: ${checked.errors[0]?.message ?? "not valid"}`)
  const at = typeof startedAt === "string" ? Date.parse(startedAt) : Number.NaN
  if (!isState(state) || Number.isNaN(at)) throw unreadable(path, `${place} has no state or no time`)
  return { terms: checked.value, state, cancels: cancels === true, startedAt: millis(at) }
}

function isState(value: unknown): value is KeptGrid["state"] {
  return STATES.has(value)
}

function unreadable(path: string, why: string): StartRefused {
  return new StartRefused(`${path} (the grids of this account) cannot be used: ${why}.`, {
    advice:
      "Correct it, or take it away: the grids' orders stay as they are, and a grid that is started again under its name goes on.",
  })
}
