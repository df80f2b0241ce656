// The bodies of the three order commands as OKX wants them, shared by the single and batch endpoints and by the
// WebSocket operations, which name the instrument by instIdCode instead of instId. Decimals become plain text here.
// Source: okx-v5 reference, sections 4.1-4.3 and 7.6.

import type { Decimal } from "@okx-oms/core"
import { plain } from "../field.ts"

export interface PlaceFields {
  readonly tdMode: "cash" | "cross" | "isolated" | "spot_isolated"
  readonly side: "buy" | "sell"
  readonly ordType: "market" | "limit" | "post_only" | "fok" | "ioc" | "optimal_limit_ioc"
  /** Base currency, contracts, or (market orders with tgtCcy quote_ccy) quote currency. */
  readonly sz: Decimal
  /** Required by all types but market and optimal_limit_ioc. */
  readonly px?: Decimal
  /** 1-32 characters A-Z a-z 0-9. Unique among pending orders only: not an idempotency key. */
  readonly clOrdId?: string
  /** At most 16 characters A-Z a-z 0-9. */
  readonly tag?: string
  readonly posSide?: "net" | "long" | "short"
  /** Margin currency. */
  readonly ccy?: string
  readonly reduceOnly?: boolean
  /** Spot market orders: the currency sz is in. OKX's default differs by side, so always say it. */
  readonly tgtCcy?: "base_ccy" | "quote_ccy"
  /** Spot market orders: true refuses the order where OKX would else shrink it to the funds. */
  readonly banAmend?: boolean
  /** "1": a price outside the band is moved to its edge. Default "0": refused. */
  readonly pxAmendType?: "0" | "1"
  readonly stpMode?: "cancel_maker" | "cancel_taker" | "cancel_both"
  /** Spot: the quote currency used, where several share a book. */
  readonly tradeQuoteCcy?: string
}

export interface PlaceOrder extends PlaceFields {
  readonly instId: string
}

/** How a command names an order: by either id; OKX prefers ordId when both are there. */
export type OrderName =
  | { readonly ordId: string; readonly clOrdId?: string }
  | { readonly clOrdId: string; readonly ordId?: undefined }

export type CancelOrder = { readonly instId: string } & OrderName

export interface AmendFields {
  /** The new total, filled part included. */
  readonly newSz?: Decimal
  readonly newPx?: Decimal
  /** At most 32 characters A-Z a-z 0-9; comes back in the acknowledgement and in the push. */
  readonly reqId?: string
  /** True: a failed amendment cancels the order. Default false: leaves it as it was. */
  readonly cxlOnFail?: boolean
  readonly pxAmendType?: "0" | "1"
}

export type AmendOrder = { readonly instId: string } & AmendFields & OrderName

/** The same commands with OKX's integer code in place of the instrument's name. */
export type ByCode<Command extends { readonly instId: string }> = Command extends unknown
  ? Omit<Command, "instId"> & { readonly instIdCode: number }
  : never

export function placeBody(order: PlaceFields & { readonly instId?: string; readonly instIdCode?: number }): object {
  return {
    instId: order.instId,
    instIdCode: order.instIdCode,
    tdMode: order.tdMode,
    ccy: order.ccy,
    clOrdId: order.clOrdId,
    tag: order.tag,
    side: order.side,
    posSide: order.posSide,
    ordType: order.ordType,
    sz: plain(order.sz),
    px: plain(order.px),
    reduceOnly: order.reduceOnly,
    tgtCcy: order.tgtCcy,
    banAmend: order.banAmend,
    pxAmendType: order.pxAmendType,
    stpMode: order.stpMode,
    tradeQuoteCcy: order.tradeQuoteCcy,
  }
}

interface Named {
  readonly instId?: string
  readonly instIdCode?: number
  readonly ordId?: string | undefined
  readonly clOrdId?: string
}

export function cancelBody(order: Named): object {
  return { instId: order.instId, instIdCode: order.instIdCode, ordId: order.ordId, clOrdId: order.clOrdId }
}

export function amendBody(order: Named & AmendFields): object {
  return {
    instId: order.instId,
    instIdCode: order.instIdCode,
    ordId: order.ordId,
    clOrdId: order.clOrdId,
    reqId: order.reqId,
    newSz: plain(order.newSz),
    newPx: plain(order.newPx),
    cxlOnFail: order.cxlOnFail,
    pxAmendType: order.pxAmendType,
  }
}

/** The text of a WebSocket operation frame. */
export function opFrame(
  op: string,
  args: readonly object[],
  frame: { readonly id: string; readonly expTimeMs?: number | undefined },
): string {
  const expTime = frame.expTimeMs === undefined ? undefined : String(Math.floor(frame.expTimeMs))
  return JSON.stringify({ id: frame.id, op, expTime, args })
}
