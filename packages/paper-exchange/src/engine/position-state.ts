// How a position is kept over a restart: its sums as decimal text, and the way back. Where it is kept is the store's business.

import { type Decimal, decimal, format } from "@okx-oms/core"
import type { Account } from "./model.ts"
import { isHeld, type MarginMode, type Position, type PositionLife, type PosSide, positionOf } from "./positions.ts"
import type { World } from "./world.ts"

export interface SavedPosition {
  readonly posId: string
  readonly instId: string
  /** Absent, like what follows, in what older versions kept: a net cross position of the listed kind. */
  readonly instType?: Position["instType"]
  readonly mgnMode?: MarginMode
  readonly posSide?: PosSide
  readonly ccy?: string
  readonly margin?: string
  readonly fundingFee?: string
  readonly liqPenalty?: string
  readonly life?: {
    readonly openedSize: string
    readonly openedValue: string
    readonly closedSize: string
    readonly closedValue: string
    readonly largest: string
    readonly long: boolean
  }
  readonly createdMs: number
  readonly size: string
  readonly entryValue: string
  readonly pnl: string
  readonly fee: string
  readonly lastTradeId: string
  readonly updatedMs: number
}

export function savePosition(position: Position): SavedPosition {
  const { life } = position
  return {
    posId: position.posId,
    instId: position.market.spec.instId,
    instType: position.instType,
    mgnMode: position.mgnMode,
    posSide: position.posSide,
    ccy: position.ccy,
    margin: format(position.margin),
    fundingFee: format(position.fundingFee),
    liqPenalty: format(position.liqPenalty),
    life: {
      openedSize: format(life.openedSize),
      openedValue: format(life.openedValue),
      closedSize: format(life.closedSize),
      closedValue: format(life.closedValue),
      largest: format(life.largest),
      long: life.long,
    },
    createdMs: position.createdMs,
    size: format(position.size),
    entryValue: format(position.entryValue),
    pnl: format(position.pnl),
    fee: format(position.fee),
    lastTradeId: position.lastTradeId,
    updatedMs: position.updatedMs,
  }
}

/** Positions of instruments that are no longer listed are passed over. */
export function restorePosition(world: World, account: Account, saved: SavedPosition): void {
  const market = world.markets.get(saved.instId)
  if (market === undefined) return
  const listed = market.spec.instType
  const instType = saved.instType ?? (listed === "SPOT" ? "MARGIN" : listed)
  const { mgnMode = "cross", posSide = "net", ccy = market.spec.settleCcy } = saved
  const position = positionOf(account, { market, instType, mgnMode, posSide, ccy })
  position.posId = saved.posId
  position.createdMs = saved.createdMs
  position.updatedMs = saved.updatedMs
  position.size = decimal(saved.size)
  position.entryValue = decimal(saved.entryValue)
  position.margin = decimal(saved.margin ?? "0")
  position.pnl = decimal(saved.pnl)
  position.fee = decimal(saved.fee)
  position.fundingFee = decimal(saved.fundingFee ?? "0")
  position.liqPenalty = decimal(saved.liqPenalty ?? "0")
  position.lastTradeId = saved.lastTradeId
  if (saved.life !== undefined) position.life = restoreLife(saved.life)
  if (isHeld(position)) market.holders.add(account)
}

function restoreLife({ long, ...sums }: NonNullable<SavedPosition["life"]>): PositionLife {
  const read = (name: keyof typeof sums): Decimal => decimal(sums[name])
  return {
    openedSize: read("openedSize"),
    openedValue: read("openedValue"),
    closedSize: read("closedSize"),
    closedValue: read("closedValue"),
    largest: read("largest"),
    long,
  }
}
