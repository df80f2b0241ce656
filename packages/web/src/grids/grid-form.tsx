// The form of a grid: what it is to do, and beside it the server's plan for exactly that at the price of now. Starting is possible only while such a plan
// stands there; the button says how many orders it places.

import type { GridStatusRow } from "@okx-oms/api"
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query"
import { type FormEvent, useEffect, useMemo, useState } from "react"
import { clientOf } from "../live/client.ts"
import { useMode, useScopedAccounts } from "../live/hooks.ts"
import { balancesQuery, instrumentsQuery } from "../live/queries.ts"
import { useCommand } from "../live/use-command.ts"
import { Button } from "../ui/button.tsx"
import { Combobox } from "../ui/combobox.tsx"
import { Drawer } from "../ui/dialog.tsx"
import { Field, TextField } from "../ui/field.tsx"
import { Notice, useTell } from "../ui/notice.tsx"
import { problemWords } from "../words/problem-words.ts"
import { type DraftFaults, FRESH_DRAFT, freeName, type GridDraft, type GridWish, readDraft } from "./grid-draft.ts"
import { GridPlanView } from "./grid-plan-view.tsx"

const TYPING_MS = 350
/** The price moves: so does what the plan says. */
const PLAN_EVERY_MS = 3_000

export interface GridFormProps {
  /** Names that grids have already. */
  readonly taken: readonly string[]
  readonly onClose: () => void
  readonly onStarted: (grid: GridStatusRow) => void
}

export function GridForm({ taken, onClose, onStarted }: GridFormProps) {
  const accounts = useScopedAccounts()
  const [account = "", setAccount] = useState(accounts[0])
  const mode = useMode(account)
  const [draft, setDraft] = useState<GridDraft>(() => ({ ...FRESH_DRAFT, name: freeName(taken) }))
  const read = useMemo(() => readDraft(draft), [draft])
  const wish = read.ok ? read.wish : undefined
  const plan = useGridPlan(account, wish)
  const tell = useTell()
  const queries = useQueryClient()
  const start = useCommand((grid: GridWish) => clientOf(account).startGrid(grid))
  const change = (to: Partial<GridDraft>): void => setDraft((known) => ({ ...known, ...to }))
  const count = plan.current?.levels.length
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (wish === undefined || count === undefined) return
    const grid = await start.send(wish)
    if (grid === undefined) return
    await queries.invalidateQueries({ queryKey: ["grids", account] })
    tell(`Grid ${grid.strategy} starts on ${grid.symbol}.`, "good")
    onStarted(grid)
  }
  return (
    <Drawer title="Start a grid" onClose={onClose}>
      <form className="grids-form" onSubmit={(event) => void submit(event)}>
        <div className="grids-form-fields">
          {accounts.length > 1 && <AccountField accounts={accounts} account={account} onChoose={setAccount} />}
          <DraftFields account={account} draft={draft} faults={read.ok ? {} : read.faults} onChange={change} />
        </div>
        <section className="grids-form-plan" aria-label="Plan" aria-live="polite">
          <h3>The server's plan</h3>
          <PlanState plan={plan} isComplete={wish !== undefined} account={account} wish={wish} />
          {start.problem !== undefined && <Notice tone="bad">{`${start.problem.text} ${start.problem.advice}`}</Notice>}
          <div className="grids-form-end">
            <Button onClick={onClose}>Leave it</Button>
            <Button type="submit" look="accent" disabled={count === undefined} isBusy={start.isSending}>
              {count === undefined ? "Start the grid" : `Start with ${count} ${count === 1 ? "order" : "orders"}`}
              {mode !== undefined && mode !== "paper" && ` on ${mode.toUpperCase()}`}
            </Button>
          </div>
        </section>
      </form>
    </Drawer>
  )
}

function PlanState({
  plan,
  isComplete,
  account,
  wish,
}: {
  readonly plan: ReturnType<typeof useGridPlan>
  readonly isComplete: boolean
  readonly account: string
  readonly wish: GridWish | undefined
}) {
  const balances = useQuery({ ...balancesQuery(account), enabled: account !== "" })
  const feeRate = useFeeRate(account, wish, plan.current?.lowestPrice)
  if (!isComplete) return <p className="soft">It is made as soon as every field is right.</p>
  if (plan.error !== null) {
    const { text, advice } = problemWords(plan.error)
    return <Notice tone="warn">{`${text} ${advice}`.trim()}</Notice>
  }
  if (plan.current === undefined) return <p className="soft">The server is planning…</p>
  return <GridPlanView plan={plan.current} balances={balances.data?.balances} feeRate={feeRate} />
}

function AccountField({
  accounts,
  account,
  onChoose,
}: {
  readonly accounts: readonly string[]
  readonly account: string
  readonly onChoose: (account: string) => void
}) {
  return (
    <Field label="Account">
      {(control) => (
        <select {...control} className="select" value={account} onChange={(event) => onChoose(event.target.value)}>
          {accounts.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      )}
    </Field>
  )
}

interface FieldsProps {
  readonly account: string
  readonly draft: GridDraft
  readonly faults: DraftFaults
  readonly onChange: (change: Partial<GridDraft>) => void
}

function DraftFields({ account, draft, faults, onChange }: FieldsProps) {
  const instruments = useQuery({ ...instrumentsQuery(account), enabled: account !== "" })
  const choices = useMemo(
    () =>
      [...(instruments.data?.values() ?? [])]
        .filter(({ kind }) => kind === "spot")
        .map(({ symbol, state }) => ({ value: symbol, ...(state !== "live" && { more: state }) })),
    [instruments.data],
  )
  const quote = draft.symbol.split("-")[1] ?? ""
  const text = (field: "name" | "levels" | "range" | "perLevel" | "afterSeconds") => ({
    value: draft[field],
    fault: draft[field] === "" ? undefined : faults[field],
    onChange: (event: { readonly target: { readonly value: string } }) => onChange({ [field]: event.target.value }),
  })
  return (
    <>
      <TextField label="Name" hint="The strategy of its orders." {...text("name")} maxLength={15} data-first-focus="" />
      <Combobox
        label="Symbol"
        value={draft.symbol}
        choices={choices}
        onChoose={(symbol) => onChange({ symbol })}
        fault={faults.symbol}
      />
      <TextField
        label="Range, % to each side"
        hint="From the price at the start."
        inputMode="decimal"
        {...text("range")}
      />
      <TextField label="Levels" hint="Each buys low and sells high." inputMode="numeric" {...text("levels")} />
      <TextField label={`Value of one order, ${quote}`} inputMode="decimal" {...text("perLevel")} />
      <Field label="Distance between levels">
        {(control) => (
          <select
            {...control}
            className="select"
            value={draft.spacing}
            onChange={(event) => onChange({ spacing: event.target.value === "geometric" ? "geometric" : "arithmetic" })}
          >
            <option value="arithmetic">the same amount</option>
            <option value="geometric">the same ratio</option>
          </select>
        )}
      </Field>
      <Field label="When the price leaves the range">
        {(control) => (
          <select
            {...control}
            className="select"
            value={draft.outside}
            onChange={(event) => onChange({ outside: event.target.value === "move" ? "move" : "stay" })}
          >
            <option value="stay">stay and wait for it</option>
            <option value="move">move the range to it</option>
          </select>
        )}
      </Field>
      {draft.outside === "move" && (
        <TextField label="After seconds outside" inputMode="numeric" {...text("afterSeconds")} />
      )}
    </>
  )
}

/** The plan of exactly these terms; undefined while the fields change. */
function useGridPlan(account: string, wish: GridWish | undefined) {
  const settled = useSettled(wish === undefined ? "" : JSON.stringify(wish))
  const isSettled = wish !== undefined && settled === JSON.stringify(wish)
  const query = useQuery({
    queryKey: ["grid-plan", account, settled],
    queryFn: () => clientOf(account).planGrid(JSON.parse(settled) as GridWish),
    enabled: account !== "" && settled !== "",
    refetchInterval: PLAN_EVERY_MS,
    gcTime: 0,
  })
  return { current: isSettled ? query.data : undefined, error: isSettled ? query.error : null }
}

/** What an order of the plan would be charged, as a share of its value: by the preview of one that rests. */
function useFeeRate(account: string, wish: GridWish | undefined, price: string | undefined): string | undefined {
  const query = useQuery({
    queryKey: ["grid-fee", account, wish?.symbol],
    queryFn: () =>
      clientOf(account).previewOrder({
        symbol: wish?.symbol ?? "",
        side: "buy",
        type: "post_only",
        price: price ?? "",
        quantity: "1",
      }),
    enabled: wish !== undefined && price !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
  })
  return query.data?.feeRate ?? undefined
}

/** The newest value that stood still for a moment. */
function useSettled(value: string): string {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), TYPING_MS)
    return () => clearTimeout(timer)
  }, [value])
  return settled
}
