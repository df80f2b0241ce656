// The query of OKX's paged lists, newest first: `after` an id asks for older rows, begin and end bound the time.
// Shared by orders, fills and bills. Source: okx-v5 reference, section 4.6.

import { queryOf } from "../field.ts"

export interface PageQuery {
  /** Rows older than this id (orders: ordId; fills and bills: billId), exclusive. */
  readonly after?: string
  /** Rows newer than this id, exclusive. */
  readonly before?: string
  /** 1-100, default 100. */
  readonly limit?: number
}

export interface TimeRange {
  /** Inclusive, ms since 1970. */
  readonly begin?: number
  readonly end?: number
}

export interface OrderHistoryQuery extends PageQuery, TimeRange {
  readonly instType: string
  readonly instId?: string
  readonly ordType?: string
  readonly state?: "filled" | "canceled" | "mmp_canceled"
}

export interface FillsQuery extends PageQuery, TimeRange {
  readonly instType?: string
  readonly instId?: string
  readonly ordId?: string
}

export function orderHistoryQuery(query: OrderHistoryQuery): string {
  const { instType, instId, ordType, state, after, before, begin, end, limit } = query
  return queryOf({ instType, instId, ordType, state, after, before, begin, end, limit })
}

export function fillsQuery(query: FillsQuery): string {
  const { instType, instId, ordId, after, before, begin, end, limit } = query
  return queryOf({ instType, instId, ordId, after, before, begin, end, limit })
}
