// The exchange as a process of its own, as `npm run paper -- --scripted --no-rate-limits` starts it, which also tells what of
// the processor it has used. Asked by bench.ts over Node's channel.

import { startPaperExchange } from "@okx-oms/paper-exchange"
import { answerQuestions } from "../peer.ts"
import { accountsOf, INSTRUMENTS, sizes } from "./desks.ts"

const quick = process.argv.includes("--quick")
const paper = await startPaperExchange({
  market: "scripted",
  rateLimits: false,
  instruments: INSTRUMENTS,
  accounts: accountsOf(sizes(quick)),
})

answerQuestions(
  {
    address: () => ({ url: paper.url, wsUrl: paper.wsUrl }),
    /** Milliseconds of processor time of all its threads so far, and what rests in its books. */
    used() {
      const { user, system } = process.cpuUsage()
      const { accounts } = paper.exchange.world
      const open = [...accounts.values()].reduce((sum, account) => sum + account.openOrders.size, 0)
      return { cpuMs: (user + system) / 1_000, open, memoryMb: process.memoryUsage.rss() / 2 ** 20 }
    },
  },
  () => paper.close(),
)
