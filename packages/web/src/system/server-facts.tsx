// The server's own state: its queue, its event loop, its memory, how it keeps what it writes, and which version of it answers.

import type { Trading } from "@okx-oms/api"
import { useQuery } from "@tanstack/react-query"
import { useNow } from "../live/clock.ts"
import { useLine } from "../live/hooks.ts"
import { LINE_WORDS } from "../live/line.ts"
import { metricsQuery, serverVersionQuery } from "../live/queries.ts"
import { durationText, latencyText } from "../words/time.ts"
import type { Tone } from "../words/tone.ts"
import { FactList, type SystemFact } from "./fact-list.tsx"
import { bytesText, type ProcessFigures, processFigures } from "./process-figures.ts"

const LOOP_WARN_MS = 50
const INBOX_WARN_SHARE = 0.5

export function ServerFacts({ trading }: { readonly trading: Trading }) {
  const now = useNow()
  const metrics = useQuery(metricsQuery())
  const version = useQuery(serverVersionQuery())
  const line = useLine()
  const { word, tone } = LINE_WORDS[line.state]
  const figures = metrics.data === undefined ? undefined : processFigures(metrics.data)
  return (
    <FactList
      facts={[
        { title: "Version", word: version.data ?? "…", tone: "quiet", more: "" },
        { title: "This page's line", word, tone, more: `for ${durationText(now - line.since)}` },
        inboxFact(trading),
        { title: "Journal", word: trading.durability, tone: "quiet", more: "durability of an append" },
        { title: "Newest event", word: trading.seq.toLocaleString("en"), tone: "quiet", more: "" },
        ...processFacts(figures, now),
      ]}
    />
  )
}

function inboxFact({ inbox: { length, limit } }: Trading): SystemFact {
  const tone: Tone = length > limit * INBOX_WARN_SHARE ? "warn" : "quiet"
  return { title: "Inbox", word: String(length), tone, more: `of ${limit.toLocaleString("en")} that may wait` }
}

function processFacts(figures: ProcessFigures | undefined, now: number): readonly SystemFact[] {
  if (figures === undefined) return []
  const { loopP99Ms, loopWorstMs, residentBytes, heapBytes, startedAt, streams } = figures
  const facts: (SystemFact | false)[] = [
    loopP99Ms !== undefined && {
      title: "Event loop late",
      word: latencyText(loopP99Ms),
      tone: loopP99Ms > LOOP_WARN_MS ? "warn" : "quiet",
      more: `p99; worst ${latencyText(loopWorstMs ?? loopP99Ms)}`,
    },
    residentBytes !== undefined && {
      title: "Memory",
      word: bytesText(residentBytes),
      tone: "quiet",
      more: heapBytes === undefined ? "" : `heap ${bytesText(heapBytes)}`,
    },
    streams !== undefined && { title: "Open streams", word: String(streams), tone: "quiet", more: "" },
    startedAt !== undefined && {
      title: "Running for",
      word: durationText(now - startedAt),
      tone: "quiet",
      more: "",
    },
  ]
  return facts.filter((fact) => fact !== false)
}
