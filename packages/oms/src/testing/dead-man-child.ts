// A process for the test of the dead-man's switch: it opens the books, places one order under the switch, says so, and lives until it is killed.

import { decimal } from "@okx-oms/core"
import { openOms } from "../open-oms.ts"

const [baseUrl = "", directory = "", tag = ""] = process.argv.slice(2)
const limits = { priceCollar: decimal("0.5") }
const oms = await openOms({ baseUrl, directory, tag, symbols: ["BTC-USDT"], limits, deadMan: { timeoutS: 10 } })
const placed = await oms.placeOrder({
  ...{ symbol: "BTC-USDT", side: "buy", type: "post_only", price: "90000", quantity: "0.02" },
})
if (!placed.ok) throw new Error(JSON.stringify(placed.refusal))
const { orderId } = placed.value
while ((await oms.getOrder({ orderId }))?.state !== "Acknowledged" || oms.status().deadMan.state !== "armed")
  await new Promise((resolve) => setTimeout(resolve, 20))
process.stdout.write(`${JSON.stringify({ orderId })}\n`)
