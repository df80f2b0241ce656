// The status page: asks GET /paper/state once a second for the account and the market that are chosen, and shows the answer.
// What is chosen stands in the address, so that a page can be kept and sent. A silent exchange is said, not hidden.

import { byId, clockTime, duration, element, fillChildren, setText } from "./page-elements.js"
import {
  showAccount,
  showAlgos,
  showBook,
  showFaults,
  showFills,
  showMarkets,
  showOrders,
  showPositions,
  showTrades,
} from "./page-panels.js"

const EVERY_MS = 1_000
const ANSWER_LIMIT_MS = 4_000
const ROWS = 50
const LEVELS = 12

const chosen = new URLSearchParams(location.hash.slice(1))
let lastAnswerMs = 0

function choose(name, value) {
  chosen.set(name, value)
  history.replaceState(null, "", `#${chosen}`)
  void look()
}

async function look() {
  const query = new URLSearchParams({ limit: String(ROWS), depth: String(LEVELS), brief: "true" })
  for (const name of ["account", "symbol"]) if (chosen.has(name)) query.set(name, chosen.get(name))
  try {
    const response = await fetch(`/paper/state?${query}`, { signal: AbortSignal.timeout(ANSWER_LIMIT_MS) })
    const state = await response.json()
    if (response.status === 400) forget(state)
    else if (!response.ok) throw new Error(`HTTP ${response.status}`)
    else {
      lastAnswerMs = Date.now()
      show(state)
    }
  } catch (error) {
    document.documentElement.dataset.line = "offline"
    setText(byId("line"), "no answer")
    const since = lastAnswerMs === 0 ? "" : ` What is shown is ${duration(Date.now() - lastAnswerMs)} old.`
    alarm(`The exchange does not answer (${error.name === "TimeoutError" ? "too late" : "not reachable"}).${since}`)
  }
}

/** What was chosen is there no more: begin with the first of what is. */
function forget(state) {
  chosen.delete(String(state.error).startsWith("account") ? "account" : "symbol")
  history.replaceState(null, "", `#${chosen}`)
}

function alarm(text) {
  byId("alarm").hidden = text === ""
  setText(byId("alarm"), text)
}

function show(state) {
  document.documentElement.dataset.line = "live"
  setText(byId("line"), "live")
  showHead(state)
  const { accounts, markets } = state
  const account = accounts.find(({ uid, apiKey }) => [uid, apiKey].includes(chosen.get("account"))) ?? accounts[0]
  const market = markets.find(({ symbol }) => symbol === chosen.get("symbol")) ?? markets[0]
  if (account !== undefined && !chosen.has("account")) choose("account", account.uid)
  if (market !== undefined && !chosen.has("symbol")) choose("symbol", market.symbol)
  showAccounts(state, account)
  showMarkets(markets, state.marketCount, market?.symbol, (symbol) => choose("symbol", symbol))
  if (market?.bids !== undefined) {
    showBook(market, account?.openOrders ?? [])
    showTrades(market)
  }
  if (account?.openOrders !== undefined) {
    for (const panel of [showAccount, showPositions, showOrders, showAlgos, showFills]) panel(account)
  }
  showFaults(state)
}

function showHead({ ts, offsetMs, skewMs, options, connections, door, faults }) {
  const speed = options.speed === 1 ? "" : ` × ${options.speed}`
  setText(byId("market-mode"), `${options.market.replace("-", " ")}${speed}`)
  setText(
    byId("rate"),
    door.perSecond < 10
      ? String(Math.round(door.perSecond * 10) / 10)
      : Math.round(door.perSecond).toLocaleString("en-US"),
  )
  setText(byId("total"), (door.requests + door.frames).toLocaleString("en-US"))
  byId("total").title = `${door.requests} HTTP requests, ${door.frames} WebSocket messages`
  setText(byId("connections"), String(connections))
  setText(byId("clock"), `${clockTime(ts)} UTC`)
  setText(byId("up"), duration(door.upMs))
  setText(byId("memory"), `${Math.round(door.memoryBytes / 2 ** 20)} MB`)
  setText(byId("seed"), `seed ${options.seed} · rate limits ${options.rateLimits ? "on" : "off"}`)
  showMinute(door.lastMinute)
  const clock = [
    offsetMs === 0 ? "" : `The clock was moved forward by ${duration(offsetMs)}.`,
    skewMs === 0 ? "" : `The gateway's clock is ${duration(Math.abs(skewMs))} ${skewMs > 0 ? "ahead" : "behind"}.`,
  ].filter(Boolean)
  const silent = faults.some(({ fault, account }) => fault === "silence" && account === "*")
    ? ["It answers nobody."]
    : []
  alarm([...clock, ...silent].join(" "))
}

const SVG = "http://www.w3.org/2000/svg"

function showMinute(counts) {
  const most = Math.max(...counts, 1)
  fillChildren(
    byId("minute"),
    counts,
    () => document.createElementNS(SVG, "rect"),
    (bar, count, at) => {
      const height = count === 0 ? 0.6 : Math.max(1.5, (count / most) * 24)
      for (const [name, value] of Object.entries({ x: at * 2, y: 24 - height, width: 1.4, height }))
        bar.setAttribute(name, value)
    },
  )
}

function showAccounts({ accounts, accountCount }, shown) {
  const select = byId("accounts")
  // An open list must not change under the pointer.
  if (document.activeElement !== select || select.children.length === 0) {
    fillChildren(
      select,
      accounts,
      () => element("option"),
      (option, { uid, label, openOrderCount }) => {
        option.value = uid
        const orders = openOrderCount === 0 ? "" : ` (${openOrderCount} open)`
        setText(option, `${label}${orders}`)
      },
    )
    if (shown !== undefined && select.value !== shown.uid) select.value = shown.uid
  }
  select.title = accountCount > accounts.length ? `the first ${accounts.length} of ${accountCount} accounts` : ""
}

byId("accounts").addEventListener("change", ({ target }) => {
  choose("account", target.value)
  target.blur()
})

/** One question at a time; none while nobody looks. */
async function watch() {
  for (;;) {
    if (!document.hidden) await look()
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS))
  }
}

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) void look()
})
void watch()
