// The page's rows and words: from what the server tells to what a person sees. Everything is set as text, never as markup; rows are kept
// by their key, so that what did not change does not move.

const EVENTS_SHOWN = 200
const DIGITS_SHOWN = 8

const STATUS_WORDS = {
  Created: ["created", "busy"],
  Validated: ["waiting to leave", "busy"],
  Submitted: ["submitted", "busy"],
  Acknowledged: ["working", "busy"],
  PartiallyFilled: ["part filled", "good"],
  Filled: ["filled", "good"],
  Cancelled: ["cancelled", "soft"],
  Expired: ["expired", "soft"],
  Rejected: ["rejected", "bad"],
  Failed: ["failed", "bad"],
}

const EVENT_TONES = [
  [/Filled|FillBooked/, "good"],
  [/Doubt/, "doubt"],
  [/Rejected|Failed|Refused|BreakFound|Halted/, "bad"],
  [/Cancel|Expired/, "soft"],
]

/** "12 s", "3 min", "2 h", "5 d" since an ISO time. */
export function ageText(since, now) {
  const seconds = Math.max(0, Math.floor((now - Date.parse(since)) / 1000))
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`
  return seconds < 172_800 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86_400)} d`
}

/** What is known of an order in one word with its tone, and what is asked or unknown beside it. */
export function statusOf(order, now) {
  const [word, tone] = STATUS_WORDS[order.state] ?? [order.state, "quiet"]
  if (order.doubt !== null) {
    const inSeconds = Math.max(0, Math.ceil((Date.parse(order.doubt.nextAt) - now) / 1000))
    const detail = `${order.doubt.asked}: ${order.doubt.answer}. Next: ${order.doubt.next}, in ${inSeconds} s`
    return { word: "in doubt", tone: "doubt", detail }
  }
  if (order.pending.cancel !== null) {
    return {
      word,
      tone,
      detail: `cancel requested: ${order.pending.cancel.accepted ? "taken by OKX, not yet seen" : "no answer yet"}`,
    }
  }
  if (order.pending.amend !== null) {
    const { price, quantity } = order.pending.amend
    const target = [price && `price ${price}`, quantity && `quantity ${quantity}`].filter(Boolean).join(", ")
    return { word, tone, detail: `amend requested: ${target}` }
  }
  return { word, tone, detail: "" }
}

/** A share from 0 to 1 for the bar; exact amounts stand beside it as text. */
export function filledShare(order) {
  const quantity = Number(order.quantity)
  return order.unit === "quote" || quantity === 0 ? 0 : Math.min(1, Number(order.filledQuantity) / quantity)
}

/** At most 8 digits after the point; what is cut off is in the title. */
export function shortDecimal(text) {
  const point = text.indexOf(".")
  return point < 0 || text.length - point - 1 <= DIGITS_SHOWN ? text : `${text.slice(0, point + 1 + DIGITS_SHOWN)}…`
}

function element(name, className, text) {
  const made = document.createElement(name)
  if (className) made.className = className
  if (text !== undefined) made.textContent = text
  return made
}

function setText(node, text) {
  if (node.textContent !== text) node.textContent = text
}

function setNumber(cell, text) {
  setText(cell, text === null ? "–" : shortDecimal(text))
  cell.title = text ?? ""
}

/** Working orders, kept row by row. */
export class OrderTable {
  #body
  #onCancel
  #rows = new Map()

  constructor(body, onCancel) {
    this.#body = body
    this.#onCancel = onCancel
  }

  show(orders, now) {
    const shown = new Set(orders.map(({ orderId }) => orderId))
    for (const [orderId, row] of this.#rows) {
      if (shown.has(orderId)) continue
      row.line.remove()
      this.#rows.delete(orderId)
    }
    let next = this.#body.firstChild
    for (const order of orders) {
      const row = this.#rows.get(order.orderId) ?? this.#add(order)
      this.#update(row, order, now)
      if (row.line === next) next = next.nextSibling
      else this.#body.insertBefore(row.line, next)
    }
  }

  /** Ages and countdowns go on while nothing happens. */
  tick(now) {
    for (const row of this.#rows.values()) this.#showTime(row, now)
  }

  #add(order) {
    const line = element("tr")
    const cells = {}
    const names = [
      "Age",
      "Status",
      "Symbol",
      "Side",
      "Type",
      "Price",
      "Quantity",
      "Filled",
      "Average",
      "Strategy",
      "Client id",
    ]
    for (const name of names) {
      const cell = element("td", ["Age", "Price", "Quantity", "Average"].includes(name) ? "number" : "")
      cell.dataset.label = name
      cells[name] = cell
      line.append(cell)
    }
    const word = element("span", "word")
    const detail = element("span", "detail")
    cells.Status.append(word, detail)
    const bar = element("progress", "bar")
    bar.max = 1
    const filled = element("span")
    cells.Filled.append(bar, filled)
    const button = element("button", "", "Cancel")
    button.type = "button"
    button.addEventListener("click", () => this.#onCancel(order.orderId, button))
    const last = element("td")
    last.append(button)
    line.append(last)
    const row = { line, cells, word, detail, bar, filled, button, order: undefined }
    this.#rows.set(order.orderId, row)
    return row
  }

  #update(row, order, now) {
    const { cells } = row
    const before = row.order
    row.order = order
    setText(cells.Symbol, order.symbol)
    setText(cells.Side, order.side)
    cells.Side.dataset.tone = order.side === "buy" ? "good" : "bad"
    setText(cells.Type, order.reduceOnly ? `${order.type}, reduce-only` : order.type)
    setNumber(cells.Price, order.price)
    setText(cells.Quantity, `${order.quantity} ${order.unit}`)
    row.bar.value = filledShare(order)
    row.bar.setAttribute("aria-label", `filled ${order.filledQuantity} of ${order.quantity}`)
    setText(row.filled, order.filledQuantity)
    setNumber(cells.Average, order.averagePrice)
    setText(cells.Strategy, order.source === "exchange" ? "not ours" : order.strategy)
    setText(cells["Client id"], order.clientOrderId ?? "–")
    cells["Client id"].title = order.orderId
    const isAsked = order.pending.cancel !== null
    row.button.hidden = order.source === "exchange"
    row.button.disabled = isAsked
    setText(row.button, isAsked ? "Cancel requested" : "Cancel")
    row.button.setAttribute("aria-label", `Cancel ${order.side} ${order.quantity} ${order.symbol}`)
    this.#showTime(row, now)
    if (before !== undefined && before.seq !== order.seq) flash(row.line)
  }

  #showTime(row, now) {
    const { word, tone, detail } = statusOf(row.order, now)
    setText(row.cells.Age, ageText(row.order.createdAt, now))
    setText(row.word, word)
    setText(row.detail, detail)
    row.cells.Status.dataset.tone = tone
  }
}

function flash(line) {
  line.classList.remove("changed")
  requestAnimationFrame(() => line.classList.add("changed"))
}

/** Newest first; the whole list is small, so it is made anew when its newest row changes. */
export function showFills(body, fills) {
  const newest = fills.map((fill) => `${fill.orderId}/${fill.tradeId}`).join()
  if (body.dataset.shown === newest) return
  body.dataset.shown = newest
  body.replaceChildren(...fills.map(fillLine))
}

function fillLine(fill) {
  const line = element("tr")
  const time = element("td", "", timeText(fill.at))
  time.title = fill.at
  const side = element("td", "", fill.side)
  side.dataset.tone = fill.side === "buy" ? "good" : "bad"
  const price = element("td", "number")
  setNumber(price, fill.price)
  const quantity = element("td", "number", `${fill.quantity} ${fill.unit === "contracts" ? "ct" : ""}`.trim())
  const fees = fill.fees.map(({ amount, currency }) => `${shortDecimal(amount)} ${currency}`).join(", ")
  line.append(
    time,
    element("td", "", fill.symbol),
    side,
    price,
    quantity,
    element("td", "number", fees),
    element("td", "", fill.liquidity),
  )
  return line
}

/** Adds one event on top and forgets the oldest. */
export function addEvent(list, event) {
  const line = element("li")
  const what = element("span", "what", event.type)
  what.dataset.tone = EVENT_TONES.find(([pattern]) => pattern.test(event.type))?.[1] ?? "quiet"
  const time = element("time", "", timeText(event.at))
  time.dateTime = event.at
  line.append(time, what, element("span", "count", event.cause), element("span", "facts", factsOf(event)))
  list.prepend(line)
  while (list.childElementCount > EVENTS_SHOWN) list.lastChild.remove()
}

function factsOf(event) {
  const facts = [
    event.symbol,
    event.side,
    event.quantity,
    event.price && `at ${event.price}`,
    event.fill && `fill ${event.fill.quantity} at ${event.fill.price}`,
  ]
  return [...facts, event.reason, event.doubt?.next, event.orderId].filter(Boolean).join(" · ")
}

/** Time of day here, with milliseconds. */
function timeText(iso) {
  const at = new Date(iso)
  const pad = (number, digits = 2) => String(number).padStart(digits, "0")
  return `${pad(at.getHours())}:${pad(at.getMinutes())}:${pad(at.getSeconds())}.${pad(at.getMilliseconds(), 3)}`
}
