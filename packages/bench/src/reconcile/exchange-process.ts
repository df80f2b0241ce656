// The exchange of the comparison: the paper exchange in a process of its own, with as many markets as four thousand orders need (OKX allows 500 of each).
// Asked by bench.ts over Node's channel.

import { startPaperExchange } from "@okx-oms/paper-exchange"
import { answerQuestions } from "../peer.ts"
import { MARKETS } from "./markets.ts"

const paper = await startPaperExchange({
  market: "scripted",
  rateLimits: false,
  instruments: MARKETS,
  accounts: [
    {
      ...{ apiKey: "paper-key", secret: "paper-secret", passphrase: "paper-pass", label: "bench" },
      balances: { USDT: "1000000000" },
    },
  ],
})

answerQuestions({ address: () => ({ url: paper.url, wsUrl: paper.wsUrl }) }, () => paper.close())
