// What few orders need: of contracts the margin and reduce-only, of all a time limit, whose order it is and its own name.

import type { InstrumentRow } from "@okx-oms/api"
import { TextField } from "../ui/field.tsx"
import { Notice } from "../ui/notice.tsx"
import type { Draft, FieldFaults } from "./draft.ts"
import { changeDraft } from "./ticket-store.ts"

export function MoreFields({
  draft,
  instrument,
  faults,
}: {
  readonly draft: Draft
  readonly instrument: InstrumentRow | undefined
  readonly faults: FieldFaults
}) {
  const { timeLimitS, strategy, clientOrderId } = draft
  const isUsed = [timeLimitS, strategy, clientOrderId].filter((text) => text.trim() !== "").length
  const elsewhere = ["unit", "tradeMode", "reduceOnly", "symbol"].flatMap((path) => faults[path] ?? [])
  return (
    <>
      {instrument?.kind === "swap" && <ContractFields draft={draft} />}
      {elsewhere.map((words) => (
        <Notice key={words} tone="bad">
          {words}
        </Notice>
      ))}
      <details className="ticket-more">
        <summary>
          More{isUsed > 0 && <span className="ticket-more-count"> · {isUsed} set</span>}
          <span className="soft"> time limit, strategy, client id</span>
        </summary>
        <div className="ticket-more-fields">
          <TextField
            label="Time limit, seconds"
            inputMode="numeric"
            value={timeLimitS}
            onChange={(event) => changeDraft({ timeLimitS: event.target.value })}
            fault={faults.timeLimitMs}
            placeholder="none"
          />
          <TextField
            label="Strategy"
            value={strategy}
            onChange={(event) => changeDraft({ strategy: event.target.value })}
            fault={faults.strategy}
            placeholder="manual"
          />
          <TextField
            label="Client id"
            value={clientOrderId}
            onChange={(event) => changeDraft({ clientOrderId: event.target.value })}
            fault={faults.clientOrderId}
            placeholder="drawn when it is sent"
          />
        </div>
      </details>
    </>
  )
}

function ContractFields({ draft: { isReduceOnly, isIsolated } }: { readonly draft: Draft }) {
  return (
    <div className="ticket-contract">
      <label className="ticket-check">
        <input
          type="checkbox"
          checked={isReduceOnly}
          onChange={(event) => changeDraft({ isReduceOnly: event.target.checked })}
        />
        Reduce-only
      </label>
      <label className="ticket-margin">
        <span className="soft">Margin</span>
        <select
          className="select"
          value={isIsolated ? "isolated" : "cross"}
          onChange={(event) => changeDraft({ isIsolated: event.target.value === "isolated" })}
        >
          <option>cross</option>
          <option>isolated</option>
        </select>
      </label>
    </div>
  )
}
