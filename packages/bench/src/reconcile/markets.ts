// The markets in which the orders of the comparison rest. Shared by the exchange's process and the manager's.

import type { InstrumentOptions } from "@okx-oms/paper-exchange"

const COUNT = 10

export const MARKETS: readonly InstrumentOptions[] = Array.from({ length: COUNT }, (_, at) => ({
  ...{ instId: `C${at}-USDT`, instIdCode: 100 + at, tickSz: "0.1", lotSz: "0.001", minSz: "0.001", startPrice: "1000" },
}))
