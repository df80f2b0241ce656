// Differences between the books and OKX, open ones first, each with what shows it.

import { reconciliationQuery, useAccountQueries } from "../live/queries.ts"
import { Age, StatusWord } from "../ui/figure.tsx"
import { Empty, Loading, Problem } from "../ui/notice.tsx"
import { PlainTable } from "../ui/plain-table.tsx"
import { Panel, Screen } from "../ui/screen.tsx"

export function ReconciliationScreen() {
  const answers = useAccountQueries(reconciliationQuery)
  const fault = answers.find(({ error }) => error !== null)?.error
  if (fault !== undefined && fault !== null)
    return (
      <Screen title="Breaks">
        <Problem what="Breaks" error={fault} />
      </Screen>
    )
  if (answers.some(({ isPending }) => isPending))
    return (
      <Screen title="Breaks">
        <Loading what="breaks" />
      </Screen>
    )
  const breaks = answers.flatMap(({ account, data }) => (data?.breaks ?? []).map((found) => ({ ...found, account })))
  return (
    <Screen title="Breaks">
      {breaks.length === 0 ? (
        <Empty title="No difference was found">
          The books are compared with OKX by themselves; what differs stands here with its evidence.
        </Empty>
      ) : (
        <Panel title="Breaks">
          <PlainTable
            label="Breaks"
            items={breaks}
            idOf={({ account, breakId }) => `${account} ${breakId}`}
            columns={[
              { id: "age", title: "Age", isNumber: true, cell: ({ foundAt }) => <Age since={foundAt} /> },
              {
                id: "state",
                title: "State",
                cell: ({ resolvedAt }) =>
                  resolvedAt === null ? (
                    <StatusWord word="open" tone="bad" />
                  ) : (
                    <StatusWord word="resolved" tone="good" />
                  ),
              },
              { id: "kind", title: "Kind", cell: ({ kind }) => kind.replaceAll("-", " ") },
              { id: "subject", title: "About", cell: ({ orderId, subject }) => orderId ?? subject ?? "" },
              { id: "ours", title: "Here", cell: ({ ours }) => ours },
              { id: "theirs", title: "OKX", cell: ({ theirs }) => theirs },
              { id: "evidence", title: "Evidence", cell: ({ evidence }) => evidence },
              { id: "resolution", title: "Resolution", cell: ({ resolution, action }) => resolution ?? action },
            ]}
          />
        </Panel>
      )}
    </Screen>
  )
}
