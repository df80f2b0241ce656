// The table of orders, kept row by row: what did not change does not move. While the pointer is over it no row comes, goes or moves, so that a
// click meets the row it was meant for; what a row says stays true all the time.

import { element, flash, setText, setTitle, setTone } from "./page-elements.js"
import { ageText, filledShare, padded, scalesOf, shortDecimal, statusOf, unitText } from "./page-words.js"

/** Class of the column, label on narrow screens. */
const COLUMNS = [
  ["number age", "Age"],
  ["status", "Status"],
  ["symbol", "Symbol"],
  ["side", "Side"],
  ["type", "Type"],
  ["number quantity", "Quantity"],
  ["number price", "Price"],
  ["number filled", "Filled"],
  ["number average", "Average"],
  ["strategy", "Strategy"],
  ["client", "Client id"],
]
const CLOSED = new Set(["Filled", "Cancelled", "Expired", "Rejected", "Failed"])

export class OrderTable {
  #body
  #onCancel
  #onHold
  #priceScale
  #quantityScales = new Map()
  #rows = new Map()
  #held = false
  #waiting

  /** priceScale(symbol): digits after the point of its tick. onHold(true) says that rows stand still. */
  constructor(body, { onCancel, onHold, priceScale }) {
    this.#body = body
    this.#onCancel = onCancel
    this.#onHold = onHold
    this.#priceScale = priceScale
    body.addEventListener("pointerenter", ({ pointerType }) => this.#hold(pointerType === "mouse"))
    body.addEventListener("pointerleave", () => this.#hold(false))
  }

  show(orders, now) {
    this.#quantityScales = scalesOf(orders, ({ unit, quantity, filledQuantity }) => [
      unit === "quote" ? "0" : quantity,
      filledQuantity,
    ])
    if (this.#held) {
      this.#waiting = orders
      this.#showHeld(orders, now)
      return
    }
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

  /** Another choice of orders begins: nothing of the last one stays. */
  clear() {
    this.#waiting = undefined
    this.#rows.clear()
    this.#body.replaceChildren()
  }

  /** Ages and countdowns go on while nothing happens. */
  tick(now) {
    for (const row of this.#rows.values()) this.#showTime(row, now)
  }

  #hold(held) {
    this.#held = held
    this.#onHold(held)
    const waiting = this.#waiting
    this.#waiting = undefined
    if (!held && waiting !== undefined) this.show(waiting, Date.now())
  }

  /** Rows keep their place; one that is not listed any more cannot be cancelled. */
  #showHeld(orders, now) {
    const byId = new Map(orders.map((order) => [order.orderId, order]))
    for (const [orderId, row] of this.#rows) {
      const order = byId.get(orderId)
      if (order !== undefined) this.#update(row, order, now)
      else {
        row.line.classList.add("gone")
        row.button.disabled = true
      }
    }
  }

  #add(order) {
    const line = element("tr")
    const cells = COLUMNS.map(([className, label]) => {
      const cell = element("td", className)
      cell.dataset.label = label
      line.append(cell)
      return cell
    })
    const [age, status, symbol, side, type, quantity, price, filled, average, strategy, client] = cells
    const word = element("span", "word")
    const detail = element("span", "detail")
    status.append(word, detail)
    const bar = element("progress", "bar")
    bar.max = 1
    const amount = element("span")
    filled.append(bar, amount)
    const number = element("span")
    quantity.append(number, element("span", "unit", unitText(order.symbol, order.unit)))
    const button = element("button", "", "Cancel")
    button.type = "button"
    button.addEventListener("click", () => this.#onCancel(order.orderId, button))
    const last = element("td", "action")
    last.append(button)
    line.append(last)
    const parts = {
      age,
      status,
      symbol,
      side,
      type,
      number,
      price,
      average,
      strategy,
      client,
      word,
      detail,
      bar,
      amount,
    }
    const row = { line, ...parts, button, order: undefined }
    this.#rows.set(order.orderId, row)
    return row
  }

  #update(row, order, now) {
    const before = row.order
    const scale = this.#priceScale(order.symbol)
    const quantityScale = this.#quantityScales.get(order.symbol) ?? 0
    row.order = order
    row.line.classList.remove("gone")
    setText(row.symbol, order.symbol)
    setText(row.side, order.side)
    setTone(row.side, order.side)
    setText(row.type, order.reduceOnly ? `${order.type} · reduce` : order.type)
    setTitle(row.type, order.reduceOnly ? `${order.type}, reduce-only` : "")
    setText(row.number, order.unit === "quote" ? order.quantity : padded(order.quantity, quantityScale))
    setText(row.price, order.price === null ? "market" : padded(order.price, scale))
    row.price.classList.toggle("soft", order.price === null)
    row.bar.value = filledShare(order)
    row.bar.setAttribute("aria-label", `filled ${order.filledQuantity} of ${order.quantity}`)
    setText(row.amount, shortDecimal(padded(order.filledQuantity, quantityScale)))
    setTitle(row.amount, order.filledQuantity)
    setText(row.average, order.averagePrice === null ? "–" : shortDecimal(padded(order.averagePrice, scale), scale))
    setTitle(row.average, order.averagePrice ?? "")
    setText(row.strategy, order.source === "exchange" ? "not ours" : order.strategy)
    setText(row.client, order.clientOrderId ?? "–")
    setTitle(row.client, [order.clientOrderId, order.orderId, order.okxOrderId].filter(Boolean).join("\n"))
    const isAsked = order.pending.cancel !== null
    row.button.hidden = order.source === "exchange" || CLOSED.has(order.state)
    row.button.disabled = isAsked
    setText(row.button, isAsked ? "Requested" : "Cancel")
    row.button.setAttribute("aria-label", `Cancel ${order.side} ${order.quantity} ${order.symbol}`)
    this.#showTime(row, now)
    if (before !== undefined && before.seq !== order.seq) flash(row.line)
  }

  #showTime(row, now) {
    const { word, tone, detail, full } = statusOf(row.order, now)
    setText(row.age, ageText(row.order.createdAt, now))
    setTitle(row.age, row.order.createdAt)
    setText(row.word, word)
    setText(row.detail, detail)
    setTitle(row.status, full)
    setTone(row.status, tone)
    row.line.classList.toggle("doubt", tone === "doubt")
  }
}
