// The panels of the status page: each takes the state of the exchange and shows its part. What is shown is told by columns;
// those with a class "extra" leave on narrow screens.

import {
  amount,
  byId,
  clockTime,
  duration,
  element,
  fillChildren,
  holding,
  inLine,
  rounded,
  setText,
  setTitle,
  sideTone,
} from "./page-elements.js"

const ORDERS = [
  { name: "Instrument", of: (row) => row.instId },
  { name: "Side", of: (row) => row.side, tone: (row) => sideTone(row.side) },
  { name: "Type", of: (row) => (row.reduceOnly === "true" ? `${row.ordType} · reduce` : row.ordType), extra: true },
  { name: "Price", of: (row) => amount(row.px), number: true },
  { name: "Size", of: (row) => amount(row.sz), number: true },
  { name: "Filled", of: (row) => amount(row.accFillSz), number: true },
  { name: "Client id", of: (row) => row.clOrdId || row.ordId, extra: true },
  { name: "Since", of: (row) => clockTime(row.cTime), number: true, extra: true },
]

const POSITIONS = [
  { name: "Instrument", of: (row) => row.instId },
  { name: "Side", of: positionSide, tone: (row) => sideTone(positionSide(row)) },
  { name: "Size", of: (row) => amount(String(row.pos).replace("-", "")), number: true },
  { name: "Entry", of: (row) => rounded(row.avgPx, 2), title: (row) => row.avgPx, number: true },
  { name: "Mark", of: (row) => amount(row.markPx), number: true, extra: true },
  { name: "Liquidation", of: (row) => rounded(row.liqPx, 2), title: (row) => row.liqPx, number: true, extra: true },
  { name: "Margin", of: (row) => `${row.mgnMode} ${row.lever}×`, extra: true },
  {
    name: "Profit",
    of: (row) => rounded(row.upl, 2),
    title: (row) => row.upl,
    number: true,
    tone: (row) => profitTone(row.upl),
  },
]

const ALGOS = [
  { name: "Instrument", of: (row) => row.instId },
  { name: "Side", of: (row) => row.side, tone: (row) => sideTone(row.side) },
  { name: "Type", of: (row) => row.ordType },
  { name: "Size", of: (row) => amount(row.sz), number: true },
  { name: "Goes off at", of: triggerOf, number: true },
  { name: "State", of: (row) => row.state, extra: true },
  { name: "Since", of: (row) => clockTime(row.cTime), number: true, extra: true },
]

const FILLS = [
  { name: "Time", of: (row) => clockTime(row.atMs) },
  { name: "Instrument", of: (row) => row.instId },
  { name: "Side", of: (row) => row.side, tone: (row) => sideTone(row.side) },
  { name: "Price", of: (row) => amount(row.price), number: true },
  { name: "Size", of: (row) => amount(row.size), number: true },
  { name: "Fee", of: (row) => `${amount(row.fee)} ${row.feeCcy}`, number: true, extra: true },
  { name: "As", of: (row) => ({ T: "taker", M: "maker" })[row.execType] ?? "system", extra: true },
]

const FAULTS = [
  { name: "Fault", of: (row) => row.fault },
  { name: "For", of: (row) => (row.account === "*" ? "everybody" : row.account) },
  {
    name: "Chance",
    of: (row) => `${rounded(row.rate * 100, row.rate > 0 && row.rate < 0.01 ? 3 : 0)} %`,
    number: true,
  },
  {
    name: "Still",
    of: (row) => (row.forMs === undefined ? "for good" : duration(row.forMs)),
    number: true,
    extra: true,
  },
  { name: "Struck", of: (row) => String(row.struck), number: true },
]

export function showOrders({ openOrders, openOrderCount }) {
  showTable(byId("orders"), ORDERS, openOrders, "No order is open.")
  setText(byId("orders-count"), countOf(openOrders, openOrderCount))
}

export function showPositions({ positions }) {
  const held = positions.filter(({ pos }) => Number(pos) !== 0)
  showTable(byId("positions"), POSITIONS, held, "No position is held.")
  setText(byId("positions-count"), countOf(held, held.length))
}

export function showAlgos({ algoOrders }) {
  showTable(byId("algos"), ALGOS, algoOrders, "Nothing waits for a price.")
  setText(byId("algos-count"), countOf(algoOrders, algoOrders.length))
}

export function showFills({ lastFills, fills }) {
  showTable(byId("fills"), FILLS, lastFills, "Nothing has traded yet.")
  setText(byId("fills-count"), countOf(lastFills, fills))
}

export function showFaults({ faults, struck }) {
  const active = faults.map((fault) => ({ ...fault, struck: struck[fault.fault] ?? 0 }))
  const total = Object.values(struck).reduce((sum, count) => sum + count, 0)
  showTable(byId("faults"), FAULTS, active, "Nothing misbehaves. POST /paper/faults changes that.")
  const struckText = total === 0 ? "" : `${total} struck since the start`
  setText(
    byId("faults-count"),
    [active.length === 0 ? "" : `${active.length} active`, struckText].filter(Boolean).join(" · "),
  )
}

export function showAccount({ uid, mainUid, level, acctLv, posMode, balance, keys }) {
  const mode = { 1: "Spot mode", 2: "Futures mode", 3: "Multi-currency margin" }[acctLv] ?? ""
  const facts = [
    uid === mainUid ? uid : `${uid}, sub-account of ${mainUid}`,
    level,
    mode,
    posMode === "net_mode" ? "net" : "long/short",
  ]
  setText(byId("account-facts"), facts.filter(Boolean).join(" · "))
  setTitle(
    byId("account-facts"),
    keys.map(({ apiKey, permissions }) => `${apiKey}: ${permissions.join(", ")}`).join("\n"),
  )
  setText(byId("equity"), balance?.totalEq === undefined ? "" : `$ ${rounded(balance.totalEq, 2)}`)
  const details = balance?.details ?? []
  fillChildren(byId("balances"), details, makeBalance, fillBalance)
}

function makeBalance() {
  const made = element("div", "balance")
  made.append(element("span", "ccy"), element("strong"), element("span", "soft"))
  return made
}

function fillBalance(node, { ccy, cashBal, eq, frozenBal }) {
  const [name, whole, frozen] = node.children
  setText(name, ccy)
  setText(whole, holding(eq || cashBal))
  setTitle(whole, eq || cashBal)
  setText(frozen, Number(frozenBal) === 0 ? "free" : `${holding(frozenBal)} held back`)
}

export function showMarkets(markets, count, chosen, choose) {
  setText(byId("markets-count"), markets.length === count ? "" : `${markets.length} of ${count}`)
  fillChildren(
    byId("markets"),
    markets,
    () => {
      const made = element("button", "market")
      made.type = "button"
      made.append(element("span", "symbol"), element("span", "last"))
      made.addEventListener("click", () => choose(made.dataset.symbol))
      return made
    },
    (node, { symbol, last, state }) => {
      node.dataset.symbol = symbol
      node.setAttribute("aria-pressed", String(symbol === chosen))
      setText(node.children[0], symbol)
      setText(node.children[1], state === "live" ? amount(last) : state)
    },
  )
}

export function showBook(market, ownOrders) {
  const { bids, asks, last, symbol, state, bidLevels, askLevels, tickSz } = market
  const places = (tickSz.split(".")[1] ?? "").length
  setText(byId("book-title"), symbol)
  setText(byId("book-state"), state === "live" ? `${bidLevels + askLevels} levels` : state)
  const own = new Set(ownOrders.filter(({ instId }) => instId === symbol).map(({ px }) => Number(px)))
  const sizes = [...bids, ...asks].map(([, size]) => size)
  const written = inLine(sizes)
  const looks = { places, most: Math.max(...sizes.map(Number), 0), own }
  showSide(byId("asks"), withText(asks, written.slice(bids.length)).reverse(), { ...looks, side: "sell" })
  showSide(byId("bids"), withText(bids, written), { ...looks, side: "buy" })
  byId("book-empty").hidden = bids.length + asks.length > 0
  const lastCell = byId("last")
  const before = Number(lastCell.dataset.value ?? last)
  const direction = Number(last) > before ? "buy" : Number(last) < before ? "sell" : (lastCell.dataset.tone ?? "")
  if (lastCell.dataset.symbol === symbol) lastCell.dataset.tone = direction
  else lastCell.dataset.tone = ""
  Object.assign(lastCell.dataset, { value: last, symbol })
  setText(lastCell, rounded(last, places))
  const [bid, ask] = [bids[0]?.[0], asks[0]?.[0]]
  setText(
    byId("spread"),
    bid === undefined || ask === undefined ? "" : `spread ${(Number(ask) - Number(bid)).toFixed(places)}`,
  )
}

function withText(levels, sizes) {
  return levels.map(([price, size, , orders], at) => ({ price, size, sizeText: sizes[at], orders }))
}

function showSide(body, levels, { places, most, own, side }) {
  fillChildren(
    body,
    levels,
    () => {
      const made = element("tr")
      made.append(element("td", "price"), element("td", "size"), element("td", "extra"))
      return made
    },
    (node, { price, size, sizeText, orders }) => {
      node.dataset.side = side
      node.classList.toggle("own", own.has(Number(price)))
      node.style.setProperty("--share", most === 0 ? "0" : String(Number(size) / most))
      setText(node.children[0], rounded(price, places))
      setText(node.children[1], sizeText)
      setText(node.children[2], orders)
    },
  )
}

export function showTrades({ trades, tickSz }) {
  const places = (tickSz.split(".")[1] ?? "").length
  const sizes = inLine(trades.map(({ sz }) => sz))
  fillChildren(
    byId("trades"),
    trades,
    () => {
      const made = element("tr")
      made.append(element("td", "soft"), element("td", "number"), element("td", "number"))
      return made
    },
    (node, { ts, px, side }, at) => {
      setText(node.children[0], clockTime(ts))
      setText(node.children[1], rounded(px, places))
      node.children[1].dataset.tone = sideTone(side)
      setText(node.children[2], sizes[at])
    },
  )
}

function positionSide({ pos, posSide }) {
  return posSide === "net" ? (Number(pos) < 0 ? "short" : "long") : posSide
}

function profitTone(text) {
  return Number(text) > 0 ? "buy" : Number(text) < 0 ? "sell" : ""
}

function triggerOf({ triggerPx, tpTriggerPx, slTriggerPx, moveTriggerPx, activePx }) {
  const parts = [
    triggerPx && amount(triggerPx),
    tpTriggerPx && `tp ${amount(tpTriggerPx)}`,
    slTriggerPx && `sl ${amount(slTriggerPx)}`,
    moveTriggerPx && amount(moveTriggerPx),
    !moveTriggerPx && activePx && amount(activePx),
  ]
  return parts.filter(Boolean).join(" · ") || "–"
}

function countOf(shown, count) {
  if (count === 0) return ""
  return shown.length === count ? String(count) : `${shown.length} of ${count}`
}

/** A table of rows by columns; the words of an empty one instead. */
function showTable(holder, columns, rows, whenEmpty) {
  if (holder.firstElementChild === null) {
    const table = element("table")
    const head = element("tr")
    for (const column of columns) {
      const cell = element("th", classOf(column), column.name)
      cell.scope = "col"
      head.append(cell)
    }
    const thead = element("thead")
    thead.append(head)
    table.append(thead, element("tbody"))
    holder.append(table, element("p", "empty", whenEmpty))
  }
  const [table, empty] = holder.children
  table.hidden = rows.length === 0
  empty.hidden = rows.length > 0
  fillChildren(
    table.tBodies[0],
    rows,
    () => makeRow(columns),
    (node, row) => {
      for (const [at, column] of columns.entries()) {
        const cell = node.children[at]
        setText(cell, String(column.of(row) ?? "–"))
        if (column.title) setTitle(cell, String(column.title(row) ?? ""))
        if (column.tone) cell.dataset.tone = column.tone(row)
      }
    },
  )
}

function makeRow(columns) {
  const made = element("tr")
  for (const column of columns) made.append(element("td", classOf(column)))
  return made
}

function classOf({ number, extra }) {
  return [number ? "number" : "", extra ? "extra" : ""].filter(Boolean).join(" ")
}
