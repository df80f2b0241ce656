// The page put together: elements by their ids, the line to the server, and what each arrival changes. Decides nothing about orders.

import { cancelOrder, Line } from "./page-data.js"
import { addEvent, OrderTable, showFills } from "./page-view.js"

const NOTICE_MS = 8_000
const LINE_TONES = { live: "good", connecting: "busy", stale: "warn", offline: "bad" }
const FEED_TONES = { up: "good", connecting: "warn", down: "bad" }

const at = (id) => document.getElementById(id)
const root = document.documentElement
let noticeTimer

function setCell(id, text, tone) {
  const cell = at(id)
  if (cell.textContent !== text) cell.textContent = text
  cell.dataset.tone = tone
}

function showNotice(text) {
  const notice = at("notice")
  notice.textContent = text
  notice.hidden = false
  clearTimeout(noticeTimer)
  noticeTimer = setTimeout(() => {
    notice.hidden = true
  }, NOTICE_MS)
}

function showStatus(trading, stats) {
  root.dataset.mode = trading.mode
  setCell("mode", trading.mode, "")
  at("account").textContent = trading.account === trading.mode ? "" : trading.account
  document.title = `${trading.mode.toUpperCase()} · okx-oms`
  const { mode, reason } = trading.trading
  const words = {
    open: "open",
    halt: `halted${reason && `: ${reason}`}`,
    "reduce-only": `reduce-only${reason && `: ${reason}`}`,
  }
  if (mode === "open" && !trading.ready) setCell("trading", `not ready: ${trading.why ?? "unknown"}`, "bad")
  else setCell("trading", words[mode], mode === "open" ? "good" : "bad")
  setCell("feed-private", trading.feeds.private, FEED_TONES[trading.feeds.private])
  setCell("feed-public", trading.feeds.public, FEED_TONES[trading.feeds.public])
  setCell("open", String(stats.active), "quiet")
  setCell("in-doubt", String(stats.inDoubt), stats.inDoubt > 0 ? "doubt" : "quiet")
  setCell("breaks", String(stats.breaks), stats.breaks > 0 ? "bad" : "quiet")
  const offset = trading.clockOffsetMs
  setCell(
    "clock",
    offset === null ? "–" : `${Math.round(offset)} ms`,
    offset !== null && Math.abs(offset) > 1000 ? "warn" : "quiet",
  )
  at("seq").textContent = `seq ${trading.seq}`
}

function showLine(state, words) {
  root.dataset.line = state
  setCell("line", state, LINE_TONES[state])
  const banner = at("banner")
  banner.hidden = words === ""
  banner.textContent = words
}

async function cancel(orderId, button) {
  button.disabled = true
  button.textContent = "Asking…"
  try {
    await cancelOrder(orderId)
    button.textContent = "Cancel requested"
  } catch (error) {
    showNotice(error.message)
    button.disabled = false
    button.textContent = "Cancel"
  }
}

const table = new OrderTable(at("orders"), cancel)

const line = new Line({
  line: showLine,
  status: showStatus,
  orders(page) {
    table.show(page.orders, Date.now())
    at("orders-empty").hidden = page.orders.length > 0
    at("orders-empty").textContent = "No order is working."
    at("working-count").textContent =
      page.nextCursor === null ? String(page.orders.length) : `newest ${page.orders.length}`
  },
  fills(page) {
    showFills(at("fills"), page.fills)
    at("fills-empty").hidden = page.fills.length > 0
    at("fills-empty").textContent = "Nothing was filled yet."
  },
  event(event) {
    at("events-empty").hidden = true
    addEvent(at("events"), event)
  },
})

setInterval(() => table.tick(Date.now()), 1_000)
await line.start()
