// A word to OKX's dead-man's switch and what came of it, in the manager's words. It relies on rest.ts; how often and why a
// word is said is the manager's. Source: okx-v5 reference, section 4.7.

import { millis } from "@okx-oms/core"
import type { DeadManAnswer, ExchangeGateway } from "@okx-oms/trading"
import type { OkxRestClient } from "./rest.ts"

type Request = Parameters<ExchangeGateway["deadMan"]>[0]

/** Arms the switch for one tag, or switches it off. An answer that does not say when it triggers has not armed it. */
export async function sayToDeadMan(rest: OkxRestClient, { timeoutS, tag }: Request): Promise<DeadManAnswer> {
  const result = await rest.cancelAllAfter({ timeOutS: timeoutS, tag })
  if (result.kind === "refused") return { ok: false, code: result.code, message: `${result.says} (${result.message})` }
  if (result.kind === "failed") return { ok: false, code: result.code ?? "no-answer", message: result.detail }
  const [row] = result.rows
  if (row === undefined) return { ok: false, code: "no-row", message: result.malformed[0] ?? "OKX answered nothing" }
  const { triggerTime } = row
  if (timeoutS > 0 && triggerTime === undefined)
    return { ok: false, code: "not-armed", message: "OKX answered that the switch is off" }
  return triggerTime === undefined ? { ok: true } : { ok: true, triggersAt: millis(triggerTime) }
}
