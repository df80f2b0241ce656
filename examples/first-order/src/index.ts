// A few lines with the library: place an order that rests, follow it, cancel it, read its life back. It needs the paper exchange (npm run paper)
// and keeps its journal in .oms-first-order; nothing here is more than a program of yours would write.

import { openOms, refusalSentence } from "@okx-oms/oms"

const baseUrl = process.env.PAPER_URL ?? "http://127.0.0.1:7071"
await fetch(baseUrl, { method: "HEAD" }).catch(() => {
  console.error(`Nothing answers at ${baseUrl}. Start the paper exchange first, in another terminal: npm run paper`)
  process.exit(1)
})
await using oms = await openOms({ mode: "paper", tag: "firstorder", directory: ".oms-first-order", baseUrl })
const events = oms.subscribeEvents()
const wish = { symbol: "BTC-USDT", side: "buy", type: "post_only", price: "60000", quantity: "0.001" }
const placed = await oms.placeOrder(wish)
if (!placed.ok) throw new Error(refusalSentence(placed.refusal))
const { orderId } = placed.value
for await (const item of events) {
  if (item.type !== "event" || !("orderId" in item.event) || item.event.orderId !== orderId) continue
  console.log(`event ${item.event.seq}: ${item.event.type}`)
  if (/Acknowledged|Cancelled|Rejected|Failed/.test(item.event.type)) break
}
await oms.cancelOrder({ orderId }, "first order: seen enough")
const order = await oms.untilClosed({ orderId }, 10_000)
console.log(`order ${orderId} is ${order?.state}`)
for (const { from, to, at, reason } of order?.history ?? []) {
  console.log(`${new Date(at).toISOString()}  ${from} -> ${to}: ${reason}`)
}
