// The page put together: elements by their ids, the line to the server, and what each arrival changes. Decides nothing about orders.

import { cancelAll, cancelOrder, compareNow, Line, resolveBreak, setTrading } from "./page-data.js"
import { Question } from "./page-dialog.js"
import { setText, setTitle, setTone } from "./page-elements.js"
import { OrderTable } from "./page-orders.js"
import { BreakList, EventList, FillList } from "./page-panels.js"
import { durationText, scaleOf } from "./page-words.js"

const NOTICE_MS = 8_000
const LINE_TONES = { live: "good", connecting: "busy", stale: "warn", offline: "bad" }
const FEED_TONES = { up: "good", connecting: "warn", down: "bad", suspect: "warn" }
const CLOCK_WARN_MS = 1_000
const BUDGET_WARN_SHARE = 0.2

const at = (id) => document.getElementById(id)
const root = document.documentElement
const priceScales = new Map()
const priceScale = (symbol) => priceScales.get(symbol) ?? 0
const views = [...at("views").querySelectorAll("button")]
let noticeTimer
let newest
let held = false
let ordersNote = ""

function setCell(id, text, tone = "quiet", title = "") {
  const cell = at(id)
  setText(cell, text)
  setTone(cell, tone)
  setTitle(cell, title)
}

function notice(text, tone = "bad") {
  const bar = at("notice")
  bar.textContent = text
  bar.dataset.tone = tone
  bar.hidden = false
  clearTimeout(noticeTimer)
  noticeTimer = setTimeout(() => {
    bar.hidden = true
  }, NOTICE_MS)
}

// ---- what arrives --------------------------------------------------------------------------------------------------------------

function showStatus(trading, stats) {
  newest = { trading, stats, at: performance.now() }
  root.dataset.mode = trading.mode
  setText(at("mode"), trading.mode)
  setText(at("account"), trading.account === trading.mode ? "" : trading.account)
  const alarm = stats.breaks + stats.inDoubt > 0 || trading.trading.mode !== "open" ? "! " : ""
  const title = `${alarm}${trading.mode.toUpperCase()} · okx-oms`
  if (document.title !== title) document.title = title
  showTrading(trading)
  const { troubled } = trading
  setCell("clock", trading.clockOffsetMs === null ? "–" : `${Math.round(trading.clockOffsetMs)} ms`, clockTone(trading))
  setCell(
    "in-doubt",
    String(stats.inDoubt),
    stats.inDoubt > 0 ? "doubt" : "quiet",
    troubled ? "OKX is in trouble: reads may lag" : "",
  )
  setCell("breaks-count", String(stats.breaks), stats.breaks > 0 ? "bad" : "quiet")
  showBudget(trading.rateBudget)
  const done = { Filled: stats.filled, "Cancelled,Expired": stats.cancelled + stats.expired }
  const counts = {
    open: stats.active,
    "in-doubt": stats.inDoubt,
    ...done,
    "Rejected,Failed": stats.rejected + stats.failed,
    all: stats.total,
  }
  for (const button of views) setText(button.lastElementChild, String(counts[button.dataset.view]))
  setTone(views[1], stats.inDoubt > 0 ? "doubt" : "")
  at("cancel-all").disabled = stats.active === 0
  setText(at("seq"), `seq ${trading.seq}`)
  showAges()
}

function showTrading({ ready, why, trading: { mode, reason } }) {
  const words = { open: "trading", halt: "halted", "reduce-only": "reduce-only" }
  const isOpen = mode === "open"
  const text = isOpen && !ready ? "not ready" : words[mode]
  const detail = isOpen ? (ready ? "" : (why ?? "")) : reason
  setCell("trading", detail === "" ? text : `${text}: ${detail}`, isOpen && ready ? "good" : "bad", detail)
  at("halt").hidden = !isOpen
  at("halt").disabled = false
  at("resume").hidden = isOpen
}

function clockTone({ clockOffsetMs }) {
  return clockOffsetMs !== null && Math.abs(clockOffsetMs) > CLOCK_WARN_MS ? "warn" : "quiet"
}

/** The fullest bucket says how much room is left. */
function showBudget(budget) {
  const shares = Object.entries(budget).map(([bucket, { left, limit }]) => ({
    bucket,
    left,
    limit,
    share: left / limit,
  }))
  const [tightest] = shares.sort((a, b) => a.share - b.share)
  if (tightest === undefined) return setCell("budget", "full")
  const { bucket, left, limit, share } = tightest
  const tone = share < BUDGET_WARN_SHARE ? "warn" : "quiet"
  return setCell("budget", `${Math.round(share * 100)} %`, tone, `${bucket}: ${Math.floor(left)} of ${limit} left`)
}

/** Ages go on between two readings. */
function showAges() {
  if (newest === undefined) return
  const { trading, stats } = newest
  const sinceMs = performance.now() - newest.at
  const ago = (milliseconds) => (milliseconds === null ? "never" : `${durationText(milliseconds + sinceMs)} ago`)
  const { feeds, lastReconciledAgoMs } = trading
  const heard =
    feeds.lastPrivateMessageAgoMs === null ? "" : ` · ${durationText(feeds.lastPrivateMessageAgoMs + sinceMs)}`
  setCell(
    "feed-private",
    `${feeds.private}${heard}`,
    FEED_TONES[feeds.private],
    feeds.suspicion?.reason ?? feeds.lastError ?? "",
  )
  setCell("feed-public", feeds.public, FEED_TONES[feeds.public])
  setCell("compared", ago(lastReconciledAgoMs))
  const words = stats.breaks === 0 ? "no open difference" : `${stats.breaks} open`
  setText(at("breaks-note"), `${words} · compared ${ago(lastReconciledAgoMs)}`)
}

function showLine(state, words) {
  root.dataset.line = state
  setCell("line", state, LINE_TONES[state])
  at("banner").hidden = words === ""
  setText(at("banner"), words)
}

function showOrders(page) {
  const now = Date.now()
  table.show(page.orders, now)
  events.learn(page.orders)
  at("orders-empty").hidden = page.orders.length > 0
  setText(at("orders-empty"), "No order here.")
  ordersNote = page.nextCursor === null ? "" : `newest ${page.orders.length}`
  showNote()
}

function showNote() {
  setText(at("orders-note"), held ? "rows stand still under the pointer" : ordersNote)
}

const table = new OrderTable(at("orders"), {
  onCancel: (orderId, button) => void cancel(orderId, button),
  onHold(isHeld) {
    held = isHeld
    showNote()
  },
  priceScale,
})
const fills = new FillList(at("fills"), priceScale)
const events = new EventList(at("events"))
const breaks = new BreakList(at("breaks"), (breakId, resolution, button) => void resolve(breakId, resolution, button))

const line = new Line({
  line: showLine,
  status: showStatus,
  instruments(rows) {
    for (const { symbol, tickSize } of rows) priceScales.set(symbol, scaleOf(tickSize))
  },
  orders: showOrders,
  fills(page) {
    fills.show(page.fills)
    at("fills-empty").hidden = page.fills.length > 0
    setText(at("fills-empty"), "Nothing was filled yet.")
  },
  breaks: (answer) => breaks.show(answer.breaks),
  event(event) {
    at("events-empty").hidden = true
    events.add(event)
    const isNew = Date.now() - Date.parse(event.at) < NOTICE_MS
    if (isNew && event.type === "BreakFound")
      notice(`Break found: ${event.kind}. ${event.ours} here, ${event.theirs} at OKX.`)
    if (isNew && event.type === "TradingHalted")
      notice(`Trading ${event.mode === "halt" ? "halted" : "reduce-only"}: ${event.reason}`)
  },
  restart: () => events.restart(),
})

// ---- what the person asks ------------------------------------------------------------------------------------------------------

const question = new Question(at("dialog"), {
  title: at("dialog-title"),
  text: at("dialog-text"),
  label: at("dialog-label"),
  input: at("dialog-input"),
  choices: at("dialog-choices"),
})

/** Does it with the button out of reach; a refusal is told and the button given back. */
async function trying(button, work) {
  button.disabled = true
  try {
    await work()
    line.refresh()
    return true
  } catch (error) {
    notice(error.message)
    return false
  } finally {
    button.disabled = false
  }
}

async function cancel(orderId, button) {
  if (await trying(button, () => cancelOrder(orderId))) button.disabled = true
}

async function resolve(breakId, resolution, button) {
  if (resolution !== "") await trying(button, () => resolveBreak(breakId, resolution))
}

at("halt").addEventListener("click", async () => {
  const answer = await question.ask({
    title: "Stop new orders?",
    text: "Halt takes no new orders and ends what still waits here. Reduce-only takes what shrinks a position. Orders at OKX stay; cancels always go out.",
    label: "Reason",
    choices: [
      { text: "Halt", value: "halt", tone: "bad" },
      { text: "Reduce-only", value: "reduce-only", tone: "warn" },
    ],
  })
  if (answer !== undefined) await trying(at("halt"), () => setTrading(answer.value, answer.input))
})

at("resume").addEventListener("click", async () => {
  const answer = await question.ask({
    title: "Take new orders again?",
    text: at("trading").textContent,
    label: "Reason",
    choices: [{ text: "Resume", value: "resume", tone: "good" }],
  })
  if (answer !== undefined) await trying(at("resume"), () => setTrading(answer.value, answer.input))
})

at("cancel-all").addEventListener("click", async () => {
  const count = newest?.stats.active ?? 0
  const answer = await question.ask({
    title: "Cancel every order that was placed here?",
    text: `${count} ${count === 1 ? "order is" : "orders are"} open on this account, those in doubt included.`,
    label: 'Type "cancel all"',
    word: "cancel all",
    choices: [{ text: "Cancel all", value: "all", tone: "bad" }],
  })
  if (answer === undefined) return
  await trying(at("cancel-all"), async () => {
    const { results } = await cancelAll()
    const refused = results.filter(({ ok }) => !ok).length
    notice(
      `Cancel requested for ${results.length - refused} of ${results.length} orders.`,
      refused > 0 ? "bad" : "busy",
    )
  })
})

at("compare").addEventListener("click", () => {
  void trying(at("compare"), async () => {
    const { ok, why, openBreaks } = await compareNow()
    const found = openBreaks === 0 ? "no open difference" : `${openBreaks} open`
    notice(ok ? `Compared with OKX: ${found}.` : `The comparison counts for nothing: ${why}`, ok ? "good" : "bad")
  })
})

for (const button of views) {
  button.addEventListener("click", () => {
    for (const other of views) other.setAttribute("aria-pressed", String(other === button))
    at("orders").closest("table").dataset.view = button.dataset.view
    table.clear()
    line.view(button.dataset.view)
  })
}

setInterval(() => {
  table.tick(Date.now())
  breaks.tick(Date.now())
  showAges()
}, 1_000)
await line.start()
