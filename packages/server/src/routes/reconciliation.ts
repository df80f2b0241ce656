// The handlers of reconciliation: the differences between the books and OKX, a comparison on demand, and a person's word on a difference. They decide
// nothing: the manager compares and records.

import { type BreakRow, breakRow, type ComparisonRow, PAGE_LIMIT_MAX, problemOfDoor, timeText } from "@okx-oms/api"
import { type Break, type BreakId, InvalidValue, parseBreakId } from "@okx-oms/core"
import type { Comparison } from "@okx-oms/trading"
import type { OmsPort } from "../open-oms.ts"
import { accepted, answered, ProblemReply } from "../reply.ts"
import type { Handlers } from "../serve-route.ts"

export const reconciliationHandlers = {
  getReconciliation: async ({ oms }) => {
    const breaks = await answered(oms.getBreaks())
    const comparisons = oms.getComparisons().map(comparisonRow)
    return { breaks: openFirst(breaks), comparisons, ...comparison(oms, breaks) }
  },

  startReconciliation: async ({ oms }) => {
    const { ok, why = null } = await answered(oms.startReconciliation())
    return { ok, why, ...comparison(oms, await answered(oms.getBreaks())) }
  },

  resolveBreak: async ({ params: { id }, body: { resolution }, oms }) => {
    const breakId = breakIdOf(id)
    accepted(await answered(oms.resolveBreak(breakId, resolution)))
    const found = (await answered(oms.getBreaks())).find((one) => one.breakId === breakId) ?? notFound(id)
    // The first word stands; asked again with the same one, the answer is the same.
    if (found.resolution === resolution) return { ...breakRow(found), seq: oms.status().seq }
    const detail = `Break ${breakId} was resolved before: ${found.resolution ?? "without a word"}.`
    throw new ProblemReply(problemOfDoor("break-resolved", detail))
  },
} satisfies Partial<Handlers>

/** Open ones before resolved ones, each newest first, as many as one page holds. */
function openFirst(breaks: readonly Break[]): BreakRow[] {
  const newestFirst = breaks.toReversed()
  const open = newestFirst.filter(({ resolvedAt }) => resolvedAt === undefined)
  const resolved = newestFirst.filter(({ resolvedAt }) => resolvedAt !== undefined)
  return [...open, ...resolved].slice(0, PAGE_LIMIT_MAX).map(breakRow)
}

function comparisonRow({ trigger, at, tookMs, ok, why, found }: Comparison): ComparisonRow {
  const { openHere = null, openThere = null, breaks = null } = found ?? {}
  return { trigger, at: timeText(at), tookMs, ok, why: why ?? null, openHere, openThere, breaks }
}

function comparison(oms: OmsPort, breaks: readonly Break[]) {
  const { lastReconciledAgoMs = null, seq } = oms.status()
  const openBreaks = breaks.filter(({ resolvedAt }) => resolvedAt === undefined).length
  return { openBreaks, lastReconciledAgoMs, seq }
}

function breakIdOf(id: string): BreakId {
  try {
    return parseBreakId(id)
  } catch (error) {
    if (error instanceof InvalidValue) return notFound(id)
    throw error
  }
}

function notFound(id: string): never {
  throw new ProblemReply(problemOfDoor("break-not-found", `No break ${id} is known here.`))
}
