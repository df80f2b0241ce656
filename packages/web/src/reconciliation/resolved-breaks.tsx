// Breaks that are over: how, by which word and when. Newest first, some at a time.

import { useState } from "react"
import { useNow } from "../live/clock.ts"
import { Button } from "../ui/button.tsx"
import { type PlainColumn, PlainTable } from "../ui/plain-table.tsx"
import { dateText } from "../words/time.ts"
import { About } from "./break-card.tsx"
import { ACTION_WORDS, BREAK_WORDS, withClocks } from "./break-words.ts"
import type { AccountBreak } from "./use-breaks.ts"

const SHOWN_AT_ONCE = 50

const COLUMNS: readonly PlainColumn<AccountBreak>[] = [
  { id: "when", title: "Over", cell: ({ resolvedAt }) => <When iso={resolvedAt ?? ""} /> },
  { id: "account", title: "Account", cell: ({ account }) => account },
  { id: "kind", title: "What it was", cell: ({ kind }) => <span title={kind}>{BREAK_WORDS[kind].title}</span> },
  { id: "about", title: "About", cell: (found) => <About found={found} /> },
  { id: "action", title: "What was done", cell: ({ action }) => ACTION_WORDS[action].word },
  { id: "resolution", title: "Resolved by", cell: ({ resolution }) => <Long text={resolution ?? ""} /> },
  { id: "ours", title: "Our books", cell: ({ ours }) => <Long text={withClocks(ours)} /> },
  { id: "theirs", title: "OKX", cell: ({ theirs }) => <Long text={withClocks(theirs)} /> },
  { id: "evidence", title: "Evidence", cell: ({ evidence }) => <Long text={withClocks(evidence)} /> },
]

export function ResolvedBreaks({
  breaks,
  isSeveral,
}: {
  readonly breaks: readonly AccountBreak[]
  readonly isSeveral: boolean
}) {
  const [count, setCount] = useState(SHOWN_AT_ONCE)
  const more = breaks.length - count
  return (
    <>
      <PlainTable
        label="Resolved breaks"
        items={breaks.slice(0, count)}
        idOf={({ account, breakId }) => `${account} ${breakId}`}
        columns={isSeveral ? COLUMNS : COLUMNS.filter(({ id }) => id !== "account")}
      />
      {more > 0 && (
        <p className="break-more">
          <Button onClick={() => setCount(count + SHOWN_AT_ONCE)}>
            {`Show ${Math.min(more, SHOWN_AT_ONCE)} more of ${more}`}
          </Button>
        </p>
      )}
    </>
  )
}

function When({ iso }: { readonly iso: string }) {
  return <time dateTime={iso}>{dateText(iso, useNow())}</time>
}

function Long({ text }: { readonly text: string }) {
  return (
    <span className="break-long" title={text}>
      {text}
    </span>
  )
}
