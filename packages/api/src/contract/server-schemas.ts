// What is said of the server: its accounts, its health, its tokens and the way into the page; and each account's limits and rate budget.

import Type, { type Static } from "typebox"
import {
  accountIn,
  count,
  decimalText,
  instantIn,
  lineIn,
  modeWord,
  orNull,
  seq,
  strict,
  time,
  words,
} from "./schema-parts.ts"
import { TOKEN_SCOPES } from "./scopes.ts"

export const TOKENS_MAX = 200
export const TOKEN_NAME_LENGTH_MAX = 64

/** One account of this server. */
export const AccountRowSchema = Type.Object({
  account: Type.String(),
  mode: modeWord,
  ready: Type.Boolean({ description: "Orders are taken and sent." }),
  /** Why it is not ready, for people. */
  why: orNull(Type.String()),
  seq,
})
export type AccountRow = Static<typeof AccountRowSchema>
/** `defaultAccount` is meant where a request names none; null: requests must name one. */
export const AccountsSchema = Type.Object({
  accounts: Type.Array(AccountRowSchema),
  defaultAccount: orNull(Type.String()),
})
export type AccountList = Static<typeof AccountsSchema>

export const LiveSchema = Type.Object({ status: Type.Literal("live") })
/** Every account is ready. */
export const ReadySchema = Type.Object({ status: Type.Literal("ready"), accounts: Type.Array(AccountRowSchema) })
export const OpenLinkSchema = Type.Object({
  path: Type.String({ description: "Good once, for one minute: it gives a browser its session." }),
  expiresAt: time,
})
export type OpenLink = Static<typeof OpenLinkSchema>

// ---- limits ------------------------------------------------------------------------------------------------------------------

const limitFields = {
  maxOrderNotional: orNull(decimalText),
  maxPosition: orNull(decimalText),
  maxOpenOrders: orNull(count),
  priceCollarPct: orNull(decimalText),
} as const
/** As configured; amounts in the symbol's quote currency, the collar in percent of the last price. null: no limit. */
export const LimitsSchema = Type.Object({
  account: Type.String(),
  ...limitFields,
  lastPriceMaxAgeMs: count,
  /** Those that are followed or have limits of their own, and every one with an open order or a position. */
  symbols: Type.Array(
    Type.Object({
      symbol: Type.String(),
      ...limitFields,
      /** What of them is taken now. */
      used: Type.Object({
        /** Orders in doubt included. */
        openOrders: count,
        /** What the position can reach when every open buy fills and no sell; null while it is not known. */
        buyPosition: orNull(decimalText),
        /** The same of the sells; null for SPOT, where a sale makes no position. */
        sellPosition: orNull(decimalText),
      }),
    }),
  ),
  seq,
})
export type LimitsRow = Static<typeof LimitsSchema>

/** What is left of OKX's rate limits, as this account counts them. */
export const RateBudgetSchema = Type.Object({
  account: Type.String(),
  /** Those with something in them; of every other all is left. */
  windows: Type.Array(
    Type.Object({
      name: Type.String({ description: "What is counted, and of which instrument: place-single:BTC-USDT." }),
      left: Type.Number(),
      /** Ours: at most 90 % of what OKX documents. */
      limit: Type.Number(),
      windowMs: orNull(Type.Number({ minimum: 0 })),
      /** OKX refused for this limit: nothing is sent for so long. 0: it did not. */
      closedForMs: Type.Number({ minimum: 0 }),
    }),
  ),
  seq,
})
export type RateBudget = Static<typeof RateBudgetSchema>

// ---- tokens ------------------------------------------------------------------------------------------------------------------

const tokenScope = words(TOKEN_SCOPES, "Each includes those before it: read, cancel-only, trade, admin.")
export const TokenRequestSchema = Type.Object(
  {
    name: lineIn(TOKEN_NAME_LENGTH_MAX, "Whose it is, for people."),
    scope: tokenScope,
    accounts: Type.Optional(
      Type.Array(accountIn, { minItems: 1, maxItems: 64, description: "Only these; default: every account." }),
    ),
    expiresAt: Type.Optional(instantIn),
  },
  { ...strict, title: "A token" },
)
export type TokenRequest = Static<typeof TokenRequestSchema>

export const TokenRowSchema = Type.Object({
  tokenId: Type.String({ description: "Names the token in lists and logs; it opens nothing." }),
  name: Type.String(),
  scope: tokenScope,
  /** null: every account. */
  accounts: orNull(Type.Array(Type.String())),
  createdBy: Type.String({ description: "The tokenId that asked for it; start: the server's first start." }),
  createdAt: time,
  expiresAt: orNull(time),
  revokedAt: orNull(time),
  /** To the minute; null: not since the server started. */
  lastUsedAt: orNull(time),
})
export type TokenRow = Static<typeof TokenRowSchema>
export const NewTokenSchema = Type.Object({
  token: Type.String({ description: "The secret itself. It is shown here once and kept nowhere." }),
  ...TokenRowSchema.properties,
})
export type NewToken = Static<typeof NewTokenSchema>
export const TokenListSchema = Type.Object({ tokens: Type.Array(TokenRowSchema, { maxItems: TOKENS_MAX }) })
export type TokenList = Static<typeof TokenListSchema>
