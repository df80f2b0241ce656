// The page's words: from what the server tells to what a person reads. Pure; it knows no element of the page and no clock.

const DIGITS_SHOWN = 8

const STATUS_WORDS = {
  Created: ["created", "busy"],
  Validated: ["queued", "busy"],
  Submitted: ["sent", "busy"],
  Acknowledged: ["working", "busy"],
  PartiallyFilled: ["part filled", "good"],
  Filled: ["filled", "good"],
  Cancelled: ["cancelled", "soft"],
  Expired: ["expired", "soft"],
  Rejected: ["rejected", "bad"],
  Failed: ["failed", "bad"],
}

const EVENT_TONES = [
  [/Filled|FillBooked|Resumed|BreakResolved/, "good"],
  [/Doubt/, "doubt"],
  [/Rejected|Failed|Refused|BreakFound|Halted/, "bad"],
  [/Cancel|Expired/, "soft"],
  [/Acknowledged|Submitted|Amend/, "busy"],
]

/** "12 s", "3 min", "2 h", "5 d". */
export function durationText(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000))
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`
  return seconds < 172_800 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86_400)} d`
}

export function ageText(since, now) {
  return durationText(now - Date.parse(since))
}

/** What is known of an order in one word with its tone, what goes on beside it in few words, and all of it. */
export function statusOf(order, now) {
  const [word, tone] = STATUS_WORDS[order.state] ?? [order.state, "quiet"]
  const { doubt, pending } = order
  if (doubt !== null) {
    const inSeconds = Math.ceil((Date.parse(doubt.nextAt) - now) / 1000)
    const what = doubt.next.startsWith("ask") ? "asking again" : "looking again"
    const detail = inSeconds > 0 ? `${what} in ${inSeconds} s` : `${what} now`
    const full = `Asked: ${doubt.asked}. Answer: ${doubt.answer}. Asked about ${doubt.asks} times. Next: ${doubt.next}.`
    return { word: "in doubt", tone: "doubt", detail, full }
  }
  if (pending.cancel !== null) {
    const detail = pending.cancel.accepted ? "cancel taken, not yet seen" : "cancel requested"
    return { word, tone, detail, full: `Cancel: ${pending.cancel.reason}` }
  }
  if (pending.amend !== null) {
    const { price, quantity } = pending.amend
    const target = [price && `price ${price}`, quantity && `quantity ${quantity}`].filter(Boolean).join(", ")
    return { word, tone, detail: `amend to ${target}`, full: `Amend requested: ${target}` }
  }
  const reason = order.reason ?? ""
  return { word, tone, detail: reason, full: reason }
}

/** A share from 0 to 1 for the bar; exact amounts stand beside it as text. */
export function filledShare(order) {
  if (order.state === "Filled") return 1
  const quantity = Number(order.quantity)
  return order.unit === "quote" || quantity === 0 ? 0 : Math.min(1, Number(order.filledQuantity) / quantity)
}

/** What an amount counts: "BTC", "USDT", "ct". */
export function unitText(symbol, unit) {
  const [base = "", quote = ""] = symbol.split("-")
  if (unit === "contracts") return "ct"
  return unit === "quote" ? quote : base
}

/** Digits after the point of a step such as "0.01". */
export function scaleOf(step) {
  const point = step.indexOf(".")
  return point < 0 ? 0 : step.length - point - 1
}

/** The same amount with at least so many digits after the point, so that a column lines up. Nothing is cut off. */
export function padded(text, scale) {
  const missing = scale - scaleOf(text)
  if (missing <= 0) return text
  return `${text}${text.includes(".") ? "" : "."}${"0".repeat(missing)}`
}

/** Per symbol the most digits after the point of its amounts, at most 8: what a column is padded to. */
export function scalesOf(rows, amountsOf) {
  const scales = new Map()
  for (const row of rows) {
    const most = Math.max(scales.get(row.symbol) ?? 0, ...amountsOf(row).map(scaleOf))
    scales.set(row.symbol, Math.min(DIGITS_SHOWN, most))
  }
  return scales
}

/** At most so many digits after the point; what is cut off belongs into the title. */
export function shortDecimal(text, scale = DIGITS_SHOWN) {
  const cut = scaleOf(text) - scale
  return cut <= 0 ? text : `${text.slice(0, -cut)}…`
}

/** "OrderCancelRequested" -> "Order cancel requested", with its tone. */
export function eventTitle(type) {
  if (type === "ReconciliationCompleted") return { text: "Books compared", tone: "soft" }
  const spaced = type.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
  return { text: spaced, tone: EVENT_TONES.find(([pattern]) => pattern.test(type))?.[1] ?? "quiet" }
}

/** What an event tells in one line. `about` is the order's own line, where it is known. */
export function eventFacts(event, about) {
  const facts = [
    about ?? event.orderId,
    event.type === "OrderCreated" && event.clientOrderId,
    event.fill && `${event.fill.quantity} at ${event.fill.price}`,
    event.kind && `${event.kind}: ${event.ours} here, ${event.theirs} there`,
    event.openThere !== undefined && `${event.openHere} open here, ${event.openThere} there, ${event.tookMs} ms`,
    event.refusal?.code ?? event.code,
    event.reason,
    event.resolution,
    event.doubt && `${event.doubt.answer}; next: ${event.doubt.next}`,
  ]
  return facts.filter((fact) => fact !== undefined && fact !== false && fact !== "").join(" · ")
}

/** "buy 0.02 BTC-USDT at 90000", from an OrderCreated event or a row. */
export function orderLine({ side, quantity, symbol, price, unit }) {
  const amount = unit === "quote" ? `${quantity} ${unitText(symbol, unit)} of` : quantity
  return `${side} ${amount} ${symbol}${price ? ` at ${price}` : ""}`
}

/** Time of day here, with milliseconds. */
export function timeText(iso) {
  const at = new Date(iso)
  const pad = (number, digits = 2) => String(number).padStart(digits, "0")
  return `${pad(at.getHours())}:${pad(at.getMinutes())}:${pad(at.getSeconds())}.${pad(at.getMilliseconds(), 3)}`
}
