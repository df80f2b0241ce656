// What the door's process opens: a whole order manager, its journal durable, over the exchange that answers at once and fills what it is given. Loaded by that
// process, so that the server's side of the measurement is the server alone.

import { decimal } from "@okx-oms/core"
import { Oms } from "@okx-oms/oms"
import type { MarketReads, WireMessages } from "@okx-oms/trading"
import { Folder } from "../desk/folder.ts"
import { InstantExchange } from "../desk/instant-exchange.ts"
import { openDesk } from "../desk/open-desk.ts"
import { INSTRUMENTS, LIMITS } from "../desk/settings.ts"

const NOTHING = { kind: "failed", code: "bench", message: "no market here" } as const
const MARKET: MarketReads = {
  book: async () => NOTHING,
  trades: async () => NOTHING,
  candles: async () => NOTHING,
  feeRates: async () => ({ kind: "ok", value: { maker: decimal("0"), taker: decimal("0") }, ageMs: 0 }),
}
const WIRE: WireMessages = { of: () => [] }

export async function openPort(): Promise<Oms> {
  const folder = new Folder()
  process.once("exit", () => folder[Symbol.dispose]())
  const exchange = new InstantExchange({ fillsAtOnce: true })
  const { manager, journal } = await openDesk({ directory: folder.path, exchange })
  const gateway = Object.assign(exchange, { market: MARKET, wire: WIRE })
  const limits = { common: LIMITS, symbols: INSTRUMENTS.map(({ symbol }) => symbol) }
  return new Oms({ mode: "paper", durability: journal.durability, manager, journal, gateway, limits })
}
