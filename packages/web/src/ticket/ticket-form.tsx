// The order ticket: what stands in it, what would become of it, the button that says with which money, and below it what became of what was sent. Sending
// changes nothing on the page by itself.

import { type FormEvent, type KeyboardEvent, useEffect, useRef } from "react"
import { go, hrefOf, useRoute } from "../app/routes.ts"
import { useNow } from "../live/clock.ts"
import { Button } from "../ui/button.tsx"
import { Combobox } from "../ui/combobox.tsx"
import { Figure } from "../ui/figure.tsx"
import { Notice } from "../ui/notice.tsx"
import { scaleOf } from "../words/amounts.ts"
import { problemWords } from "../words/problem-words.ts"
import { Choices } from "./choices.tsx"
import { actionText, type Draft, type FieldFaults, hasPrice, readDraft, TICKET_TYPES } from "./draft.ts"
import { MoreFields } from "./more-fields.tsx"
import { PlacementNotices } from "./placement-notices.tsx"
import { type Placement, usePlacements } from "./placements.ts"
import { PreviewPanel } from "./preview-panel.tsx"
import { PriceField } from "./price-field.tsx"
import { QuantityField } from "./quantity-field.tsx"
import { changeDraft, chooseTicketAccount, takeAsking, useTicket } from "./ticket-store.ts"
import { usePreview } from "./use-preview.ts"
import { useSending } from "./use-sending.tsx"
import { type TicketFacts, useTicketFacts } from "./use-ticket-facts.ts"
import "./ticket.css"

/** The book is asked for every second. */
const BOOK_OLD_MS = 5_000
const SIDES = [
  { id: "buy", title: "Buy", tone: "buy" },
  { id: "sell", title: "Sell", tone: "sell" },
] as const

export function TicketForm() {
  const draft = useTicket((state) => state.draft)
  const facts = useTicketFacts()
  const placements = usePlacements()
  const { request, faults, missing } = readDraft(draft, facts.instrument)
  const now = usePreview(facts.account, request)
  const form = useRef<HTMLFormElement>(null)
  useAskedFocus(form)
  const sending = useSending(facts, draft)
  const told = faultsAt(draft, {
    typed: faults,
    placements,
    denied: now.isOld ? undefined : now.preview?.problem?.errors,
  })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (request !== undefined) sending.start(request)
    else form.current?.querySelector<HTMLElement>(`[data-ticket-field="${missing[0] ?? "price"}"]`)?.focus()
  }
  const releaseKeys = (event: KeyboardEvent): void => {
    // Back to the keys of the page; in a sheet the dialog closes by it.
    if (event.key !== "Escape" || form.current?.closest("dialog") !== null) return
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
  }
  return (
    <>
      <form
        ref={form}
        className="ticket"
        data-mode={facts.mode}
        data-side={draft.side}
        onSubmit={submit}
        onKeyDown={releaseKeys}
      >
        <AccountChoice facts={facts} />
        <Choices label="Side" items={SIDES} chosen={draft.side} onChoose={(side) => changeDraft({ side })} />
        <SymbolField draft={draft} facts={facts} />
        <Choices label="Type" items={TICKET_TYPES} chosen={draft.type} onChoose={(type) => changeDraft({ type })} />
        {hasPrice(draft) && <PriceField draft={draft} facts={facts} fault={told.price} />}
        <QuantityField draft={draft} facts={facts} fault={told.quantity} />
        <MoreFields draft={draft} instrument={facts.instrument} faults={told} />
        <SendButton draft={draft} facts={facts} isSending={sending.isSending} />
        <PlacementNotices placements={placements} />
        <PreviewPanel
          now={now}
          request={request}
          missing={missing}
          hasFaults={Object.keys(faults).length > 0}
          instrument={facts.instrument}
        />
      </form>
      {sending.question}
    </>
  )
}

interface FaultSources {
  readonly typed: FieldFaults
  readonly placements: readonly Placement[]
  readonly denied: readonly { readonly path: string; readonly message: string }[] | undefined
}

/** By field: what is wrong with what was typed, else what the server said of this very draft, sent or previewed. */
function faultsAt(draft: Draft, { typed, placements, denied = [] }: FaultSources): FieldFaults {
  const [newest] = placements
  const refused = newest?.fate.kind === "refused" && newest.draft === draft ? newest.fate.errors : []
  const told = [...denied, ...refused].map(({ path, message }) => [path, message] as const)
  return { ...Object.fromEntries(told), ...typed }
}

/** Somebody opened the ticket: the first field that is empty takes the focus. */
function useAskedFocus(form: { readonly current: HTMLElement | null }): void {
  const isAsked = useTicket((state) => state.isAsked)
  useEffect(() => {
    if (!isAsked || !takeAsking()) return
    // On a phone the keyboard would cover what one came to look at.
    if (matchMedia("(pointer: coarse)").matches) return
    const fields = [...(form.current?.querySelectorAll<HTMLInputElement>("[data-ticket-field]") ?? [])]
    const field = fields.find(({ value }) => value === "") ?? fields.at(-1)
    // After a dialog around it has placed the focus.
    queueMicrotask(() => {
      field?.focus()
      field?.select()
    })
  }, [isAsked, form])
}

function AccountChoice({ facts: { account, accounts } }: { readonly facts: TicketFacts }) {
  if (accounts.length < 2 || account === undefined) return null
  return (
    <label className="ticket-account">
      <span className="soft">Account</span>
      <select className="select" value={account} onChange={(event) => chooseTicketAccount(event.target.value)}>
        {accounts.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
    </label>
  )
}

function SymbolField({ draft: { symbol }, facts }: { readonly draft: Draft; readonly facts: TicketFacts }) {
  const { instruments, instrument, error } = facts
  const { screen } = useRoute()
  // Inverse contracts are known, and no order of them is taken.
  const traded = [...(instruments?.values() ?? [])].filter(({ kind, linear }) => kind === "spot" || linear)
  const choices = traded.map(({ symbol: value, kind, state }) => ({
    value,
    more: state === "live" ? kind : state,
  }))
  const choose = (to: string): void => {
    changeDraft({ symbol: to, price: "", quantity: "" })
    if (screen === "market") go(hrefOf("market", to))
  }
  const isUnknown = instruments !== undefined && instrument === undefined
  return (
    <div className="ticket-symbol">
      <Combobox
        label="Symbol"
        value={symbol}
        choices={choices}
        onChoose={choose}
        fault={isUnknown ? `${symbol} is not an instrument of this account.` : undefined}
      />
      <Touch facts={facts} scale={scaleOf(instrument?.tickSize ?? "")} />
      {error !== null && <Notice tone="bad">{`Instruments could not be read. ${problemWords(error).text}`}</Notice>}
    </div>
  )
}

/** Best bid and ask, without the colours of a market that moves when no newer ones come. */
function Touch({ facts: { bid, ask, bookAt }, scale }: { readonly facts: TicketFacts; readonly scale: number }) {
  const isOld = useNow() - bookAt > BOOK_OLD_MS && bookAt > 0
  return (
    <p className="ticket-touch" title={isOld ? "No newer book has come from the server." : undefined}>
      <span>
        <span className="soft">{isOld ? "old bid " : "bid "}</span>
        <Figure text={bid} scale={scale} tone={isOld ? "soft" : "buy"} />
      </span>
      <span>
        <span className="soft">{isOld ? "old ask " : "ask "}</span>
        <Figure text={ask} scale={scale} tone={isOld ? "soft" : "sell"} />
      </span>
    </p>
  )
}

function SendButton({ draft, facts, isSending }: { draft: Draft; facts: TicketFacts; isSending: boolean }) {
  const { account, mode, instrument } = facts
  const where = account === undefined ? "" : ` on ${account} (${mode?.toUpperCase() ?? "…"})`
  return (
    <Button
      type="submit"
      className="ticket-send"
      isBusy={isSending}
      disabled={account === undefined || mode === undefined}
    >
      {isSending ? "Sending…" : actionText(draft, instrument?.kind) + where}
    </Button>
  )
}
