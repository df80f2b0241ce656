// The doors over accounts with very many busy orders, as a process of its own: `node busy-door-process.ts ACCOUNTS ORDERS CHANGES_PER_SECOND`, the numbers for all
// accounts together. Asked through the channel to its parent it tells address and token ("address"), begins ("busy") and rests ("quiet"); it ends with its parent.

import { parseAccountId } from "@okx-oms/core"
import { pino } from "pino"
import { Access } from "../access.ts"
import { HttpServer } from "../http-server.ts"
import { newSecret } from "../secrets.ts"
import { BusyBooks } from "./busy-books.ts"

const OFF = Number.MAX_SAFE_INTEGER
const TICK_MS = 10

const [accounts = 1, orders = 1_000, changesPerSecond = 100] = process.argv.slice(2).map(Number)
const books = Array.from({ length: accounts }, (_, index) => new BusyBooks(parseAccountId(`desk-${index + 1}`), index))
for (let placed = 0; placed < orders; placed++) books[placed % accounts]?.place()

const token = newSecret()
const server = new HttpServer({
  accounts: books,
  access: new Access({ token }),
  log: pino({ base: null, level: "warn" }, process.stderr),
  port: 0,
  doors: { requestsPerSecond: OFF, requestsBurst: OFF },
})
await server.listen()

let timer: NodeJS.Timeout | undefined
let changed = 0

/** As evenly as timers allow; what a late one missed is made good. */
function begin(): void {
  const begunAt = performance.now()
  const before = changed
  timer ??= setInterval(() => {
    const due = before + ((performance.now() - begunAt) / 1_000) * changesPerSecond
    for (const one of books) one.wait(TICK_MS)
    while (changed < due) books[changed++ % accounts]?.change()
  }, TICK_MS)
}

const answers: Readonly<Record<string, () => unknown>> = {
  address: () => ({ url: server.url, token }),
  busy: begin,
  quiet: () => {
    clearInterval(timer)
    timer = undefined
    return { changed }
  },
}

process.on("message", (message: { readonly question: string }) => {
  const answer = answers[message.question]
  process.send?.(answer === undefined ? { failed: `no answer to ${message.question}` } : { value: answer() ?? null })
})
process.once("disconnect", async () => {
  clearInterval(timer)
  await server[Symbol.asyncDispose]()
  for (const one of books) await one.close()
  process.exit(0)
})
