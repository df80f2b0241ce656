// Differences between the books and OKX: open ones first, each with what shows it and the click that ends it; then how the last comparisons went, and what is
// over. Where nothing differs it says when that was last looked at.

import { useRoute } from "../app/routes.ts"
import { useCommands } from "../keys/use-keys.tsx"
import { clientOf } from "../live/client.ts"
import { useScopedAccounts } from "../live/hooks.ts"
import { useCommand } from "../live/use-command.ts"
import { OrderAside } from "../orders/order-aside.tsx"
import { Button } from "../ui/button.tsx"
import { Empty, Loading, Notice, Problem, useTell } from "../ui/notice.tsx"
import { Panel, Screen } from "../ui/screen.tsx"
import { problemWords } from "../words/problem-words.ts"
import { BreakCard } from "./break-card.tsx"
import { ComparedWords, Comparisons } from "./comparisons.tsx"
import { ResolvedBreaks } from "./resolved-breaks.tsx"
import { type Breaks, useBreaks } from "./use-breaks.ts"
import "./reconciliation.css"

export function ReconciliationScreen() {
  const { part } = useRoute()
  const breaks = useBreaks()
  const isSeveral = useScopedAccounts().length > 1
  const compare = useComparing(breaks.readAgain)
  useCommands([
    {
      id: "reconciliation.compare",
      title: "Compare the books with OKX now",
      group: "Breaks",
      words: "reconcile reconciliation",
      off: compare.isSending ? "A comparison is under way." : undefined,
      run: compare.start,
    },
  ])
  const tools = (
    <>
      <Button isBusy={compare.isSending} onClick={compare.start}>
        {compare.isSending ? "Comparing…" : "Compare now"}
      </Button>
      <span className="soft breaks-compared">
        <ComparedWords compared={breaks.compared} />
      </span>
    </>
  )
  return (
    <Screen title="Breaks" tools={tools}>
      <Body breaks={breaks} isSeveral={isSeveral} pointedAt={part} />
      <OrderAside />
    </Screen>
  )
}

function Body({
  breaks,
  isSeveral,
  pointedAt,
}: {
  readonly breaks: Breaks
  readonly isSeveral: boolean
  readonly pointedAt: string
}) {
  const { open, resolved, comparisons, compared, answers, readAgain } = breaks
  const faults = answers.filter(({ error }) => error !== null)
  if (answers.length > 0 && faults.length === answers.length && open.length === 0)
    return <Problem what="Breaks" error={faults[0]?.error} onRetry={readAgain} />
  if (answers.every(({ isPending }) => isPending)) return <Loading what="breaks" />
  return (
    <div className="breaks">
      <div className="breaks-main">
        {faults.map(({ account, error }) => (
          <Notice key={account} tone="bad">
            {`Comparisons of ${account} could not be read: ${problemWords(error).text}`}
          </Notice>
        ))}
        {open.length === 0 ? (
          <Empty title="Nothing differs">
            <ComparedWords compared={compared} />
            They are compared at the start, after each reconnect, every ten seconds and on suspicion; what differs
            stands here with its evidence.
          </Empty>
        ) : (
          <section aria-label="Open breaks" className="breaks-open">
            <h2>
              Open <span className="tab-count">{open.length}</span>
            </h2>
            {open.map((found) => (
              <BreakCard
                key={`${found.account} ${found.breakId}`}
                found={found}
                isSeveral={isSeveral}
                isPointedAt={found.breakId === pointedAt}
                onResolved={readAgain}
              />
            ))}
          </section>
        )}
      </div>
      <Panel title="Last comparisons">
        <Comparisons comparisons={comparisons} isSeveral={isSeveral} />
      </Panel>
      {resolved.length > 0 && (
        <Panel title={`Resolved (${resolved.length})`}>
          <ResolvedBreaks breaks={resolved} isSeveral={isSeveral} />
        </Panel>
      )}
    </div>
  )
}

/** Compares every account in the scope, and tells how each went. */
function useComparing(readAgain: () => void) {
  const accounts = useScopedAccounts()
  const tell = useTell()
  const { send, isSending } = useCommand(async () => {
    const runs = await Promise.allSettled(accounts.map((account) => clientOf(account).startReconciliation()))
    for (const [index, run] of runs.entries()) {
      const of = accounts[index] ?? ""
      if (run.status === "rejected") {
        const { text, advice } = problemWords(run.reason)
        tell(`${of}: not compared. ${text} ${advice}`.trim(), "bad")
        continue
      }
      const { ok, why, openBreaks } = run.value
      if (!ok) tell(`${of}: the comparison counts for nothing (${why}). It is tried again by itself.`, "warn")
      else if (openBreaks === 0) tell(`${of}: the books and OKX agree.`, "good")
      else tell(`${of}: compared; ${openBreaks} ${openBreaks === 1 ? "break is" : "breaks are"} open.`, "warn")
    }
    readAgain()
  })
  return { isSending, start: () => void send() }
}
