// The last comparisons of the books with OKX: why each was made, when, how long it took, and what it found.

import { useNow } from "../live/clock.ts"
import { StatusWord } from "../ui/figure.tsx"
import { Empty } from "../ui/notice.tsx"
import { type PlainColumn, PlainTable } from "../ui/plain-table.tsx"
import { clockText, durationText, latencyText } from "../words/time.ts"
import { TRIGGER_WORDS } from "./break-words.ts"
import type { AccountComparison, LastCompared } from "./use-breaks.ts"

const COLUMNS: readonly PlainColumn<AccountComparison>[] = [
  {
    id: "at",
    title: "When",
    cell: ({ at }) => (
      <time dateTime={at} title={at}>
        {clockText(at).slice(0, -4)}
      </time>
    ),
  },
  { id: "account", title: "Account", cell: ({ account }) => account },
  { id: "trigger", title: "Why", cell: ({ trigger }) => TRIGGER_WORDS[trigger] },
  { id: "took", title: "Took", isNumber: true, cell: ({ tookMs }) => latencyText(tookMs) },
  {
    id: "orders",
    title: "Open",
    isNumber: true,
    cell: ({ openHere, openThere }) =>
      openHere === null ? (
        <span className="soft">–</span>
      ) : (
        <span title="Orders open here and at OKX">
          {openHere === openThere ? openHere : `${openHere}, OKX ${openThere}`}
        </span>
      ),
  },
  { id: "found", title: "Found", cell: (row) => <Found row={row} /> },
]

export function Comparisons({
  comparisons,
  isSeveral,
}: {
  readonly comparisons: readonly AccountComparison[]
  readonly isSeveral: boolean
}) {
  if (comparisons.length === 0) return <Empty title="Not compared yet since the server started" />
  return (
    <div className="comparisons">
      <PlainTable
        label="Last comparisons"
        items={comparisons}
        idOf={({ account, at, trigger }) => `${account} ${at} ${trigger}`}
        columns={isSeveral ? COLUMNS : COLUMNS.filter(({ id }) => id !== "account")}
      />
    </div>
  )
}

function Found({ row: { ok, why, breaks } }: { readonly row: AccountComparison }) {
  if (!ok)
    return (
      <span className="comparison-why" title={why ?? ""}>
        <StatusWord word="counts for nothing" tone="warn" detail={why ?? ""} />
      </span>
    )
  if (breaks === null || breaks === 0) return <span className="soft">nothing</span>
  return <StatusWord word={`${breaks} ${breaks === 1 ? "break" : "breaks"}`} tone="bad" />
}

/** "The books were compared with OKX 4 s ago: 3 orders open on both sides." */
export function ComparedWords({ compared }: { readonly compared: readonly LastCompared[] }) {
  const now = useNow()
  return compared.map(({ account, at, newest }) => {
    const whose = compared.length > 1 ? `The books of ${account}` : "The books"
    if (at === undefined || newest === undefined)
      return <span key={account}>{`${whose} were not compared with OKX yet. `}</span>
    const orders = `${newest.openHere} ${newest.openHere === 1 ? "order" : "orders"} open here, ${newest.openThere} there`
    return (
      <span key={account}>{`${whose} were last compared with OKX ${durationText(now - at)} ago: ${orders}. `}</span>
    )
  })
}
