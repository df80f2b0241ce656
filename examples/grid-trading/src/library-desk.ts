// The desk over the library: order manager and grid in one process, without a server. It relies on openOms for the journal and the connection and on the
// grid's desk for the translations. A journal belongs to one process at a time, so beside a server this runs on a folder of its own.

import { parseStrategyId, parseSymbol } from "@okx-oms/core"
import { ManagerDesk } from "@okx-oms/grid"
import { isPassing, type OmsOptions, openOms } from "@okx-oms/oms"

export interface LibraryDeskOptions {
  readonly oms: OmsOptions
  readonly symbol: string
  readonly strategy: string
}

/** Opens the order manager in this process; the desk closes it. Throws JournalUnavailable or ExchangeUnavailable with advice. */
export async function openLibraryDesk(options: LibraryDeskOptions): Promise<ManagerDesk> {
  const symbol = parseSymbol(options.symbol)
  const strategy = parseStrategyId(options.strategy)
  const oms = await openOms({ ...options.oms, symbols: [symbol] })
  const name = "the library, in this process"
  return new ManagerDesk(oms, { symbol, strategy, name, passes: isPassing, close: () => oms.close() })
}
