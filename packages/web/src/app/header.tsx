// The header strip: with which money, whether the page is live, and every figure that says whether trading is well. Its words are header-facts.ts's.

import { useQueries } from "@tanstack/react-query"
import { useNow } from "../live/clock.ts"
import { useAccountNames, useLine, useLive, useScopedAccounts, useSelected } from "../live/hooks.ts"
import { LINE_WORDS } from "../live/line.ts"
import { statsQuery, tradingQuery } from "../live/queries.ts"
import { setPreferences } from "../settings/preferences.ts"
import { TradingBanner, TradingControl } from "../trading-state/trading-control.tsx"
import { type AccountFacts, type HeaderFact, headerFacts, tradingFact } from "./header-facts.ts"
import { hrefOf } from "./routes.ts"
import "./header.css"

export function Header() {
  const accounts = useAccountFacts()
  const now = useNow()
  const line = useLine()
  const words = LINE_WORDS[line.state]
  return (
    <header className="header">
      <div className="header-mode">
        <ModeBadge />
        <AccountPicker />
      </div>
      <dl className="header-facts">
        <TradingControl {...tradingFact(accounts)} />
        {headerFacts(accounts, now).map((fact) => (
          <Fact key={fact.id} fact={fact} />
        ))}
        <div className="header-fact" data-fact="line" data-tone={words.tone} title={line.detail}>
          <dt>This page</dt>
          <dd className="toned">{words.word}</dd>
        </div>
      </dl>
      <LineBanner />
      <TradingBanner />
    </header>
  )
}

function Fact({ fact: { id, title, text, tone, more, screen } }: { readonly fact: HeaderFact }) {
  const href = id === "in-doubt" ? hrefOf("orders", "", { tab: "in-doubt" }) : hrefOf(screen)
  return (
    <div className="header-fact" data-fact={id} data-tone={tone} title={more}>
      <dt>{title}</dt>
      <dd>
        <a href={href} className="toned">
          {text}
        </a>
      </dd>
    </div>
  )
}

function ModeBadge() {
  const modes = useModes()
  const word = modes.length === 0 ? "…" : modes.map((mode) => mode.toUpperCase()).join(" + ")
  return <strong className="mode-badge">{word}</strong>
}

/** Of the accounts in the scope, each once, the dearest first. */
export function useModes() {
  const { scope } = useLive()
  const text = useSelected((live) => {
    const modes = new Set(live.inScope(scope).map(({ mode }) => mode))
    return (["live", "demo", "paper"] as const).filter((mode) => modes.has(mode)).join()
  })
  return text === "" ? [] : (text.split(",") as ("live" | "demo" | "paper")[])
}

function AccountPicker() {
  const names = useAccountNames()
  const { scope } = useLive()
  if (names.length === 0) return null
  if (names.length === 1) return <span className="soft header-account">{names[0]}</span>
  return (
    <select
      className="select header-account"
      aria-label="Account"
      value={scope}
      onChange={(event) => setPreferences({ scope: event.target.value })}
    >
      <option value="all">all accounts</option>
      {names.map((name) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </select>
  )
}

/** What is wrong with the line, in a sentence above everything that may be old. */
function LineBanner() {
  const { state, detail } = useLine()
  // Before the first books are there nothing on the page can be old.
  const isEmpty = useSelected((live) => live.stats("all") === undefined)
  if (state === "live" || detail === "" || (state === "connecting" && isEmpty)) return null
  return (
    <p className="line-banner" data-tone={LINE_WORDS[state].tone} role="status">
      {detail}
    </p>
  )
}

function useAccountFacts(): readonly AccountFacts[] {
  const names = useScopedAccounts()
  const { live } = useLive()
  const trading = useQueries({ queries: names.map((name) => tradingQuery(name)) })
  const stats = useQueries({ queries: names.map((name) => statsQuery(name)) })
  useSelected((store) => store.version)
  return names.map((account, index) => {
    const known = live.account(account)
    return {
      account,
      trading: trading[index]?.data,
      stats: stats[index]?.data,
      status: known?.status,
      tradingAt: trading[index]?.dataUpdatedAt ?? 0,
      inDoubt: known?.isWhole === true ? known.tabs.size("in-doubt") : undefined,
      breaks: known?.isWhole === true ? known.openBreaks.size : undefined,
    }
  })
}
