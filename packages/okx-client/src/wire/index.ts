// All endpoints, channels and operations by name: what the client implements, in one place. The allow-list of the
// signer, the tests of the examples and the socket's dispatch go through these lists.

import { accountConfig } from "./account-config.ts"
import { accountInstruments } from "./account-instruments.ts"
import { amendBatchOrders } from "./amend-batch-orders.ts"
import { amendOrder } from "./amend-order.ts"
import { balance } from "./balance.ts"
import { batchOrders } from "./batch-orders.ts"
import { bills } from "./bills.ts"
import { billsArchive } from "./bills-archive.ts"
import { books } from "./books.ts"
import { cancelAllAfter } from "./cancel-all-after.ts"
import { cancelBatchOrders } from "./cancel-batch-orders.ts"
import { cancelOrder } from "./cancel-order.ts"
import { candles } from "./candles.ts"
import { accountChannel } from "./channel-account.ts"
import { books5Channel } from "./channel-books5.ts"
import { candleChannel } from "./channel-candle.ts"
import { ordersChannel } from "./channel-orders.ts"
import { positionsChannel } from "./channel-positions.ts"
import { tickersChannel } from "./channel-tickers.ts"
import { tradesChannel } from "./channel-trades.ts"
import { fills } from "./fills.ts"
import { fillsHistory } from "./fills-history.ts"
import { getOrder } from "./get-order.ts"
import { amendOrderOp } from "./op-amend-order.ts"
import { batchAmendOrdersOp } from "./op-batch-amend-orders.ts"
import { batchCancelOrdersOp } from "./op-batch-cancel-orders.ts"
import { batchOrdersOp } from "./op-batch-orders.ts"
import { cancelOrderOp } from "./op-cancel-order.ts"
import { orderOp } from "./op-order.ts"
import { ordersHistory } from "./orders-history.ts"
import { ordersHistoryArchive } from "./orders-history-archive.ts"
import { ordersPending } from "./orders-pending.ts"
import { placeOrder } from "./place-order.ts"
import { positions } from "./positions.ts"
import { priceLimit } from "./price-limit.ts"
import { publicInstruments } from "./public-instruments.ts"
import { systemStatus } from "./system-status.ts"
import { ticker } from "./ticker.ts"
import { time } from "./time.ts"
import { tradeFee } from "./trade-fee.ts"
import { trades } from "./trades.ts"

export const ENDPOINTS = {
  placeOrder,
  batchOrders,
  cancelOrder,
  cancelBatchOrders,
  amendOrder,
  amendBatchOrders,
  getOrder,
  ordersPending,
  ordersHistory,
  ordersHistoryArchive,
  fills,
  fillsHistory,
  cancelAllAfter,
  publicInstruments,
  accountInstruments,
  time,
  accountConfig,
  balance,
  positions,
  bills,
  billsArchive,
  tradeFee,
  ticker,
  books,
  trades,
  candles,
  priceLimit,
  systemStatus,
} as const

export const CHANNELS = {
  orders: ordersChannel,
  account: accountChannel,
  positions: positionsChannel,
  tickers: tickersChannel,
  books5: books5Channel,
  trades: tradesChannel,
  candle: candleChannel,
} as const

export const TRADE_OPS = {
  order: orderOp,
  batchOrders: batchOrdersOp,
  cancelOrder: cancelOrderOp,
  batchCancelOrders: batchCancelOrdersOp,
  amendOrder: amendOrderOp,
  batchAmendOrders: batchAmendOrdersOp,
} as const
