// The routes of the server itself: its accounts, its health, its tokens, the way into the page, and the document of this contract.

import Type from "typebox"
import { AT, TOKEN_ROW } from "./examples.ts"
import { serverRoute } from "./route.ts"
import {
  AccountsSchema,
  LiveSchema,
  NewTokenSchema,
  OpenLinkSchema,
  ReadySchema,
  TokenListSchema,
  TokenRequestSchema,
  TokenRowSchema,
} from "./server-schemas.ts"

const ACCOUNT_ROW = { account: "paper", mode: "paper", ready: true, why: null, seq: 0 } as const

export const serverRoutes = {
  getAccounts: serverRoute({
    operationId: "getAccounts",
    method: "GET",
    path: "/v1/accounts",
    scope: "read",
    tag: "account",
    summary: "The accounts that this token may see",
    reply: AccountsSchema,
    example: { reply: { accounts: [ACCOUNT_ROW], defaultAccount: "paper" } },
  }),

  createToken: serverRoute({
    operationId: "createToken",
    method: "POST",
    path: "/v1/tokens",
    scope: "admin",
    tag: "tokens",
    summary: "Make a token; its secret is shown once",
    description:
      "Nobody hands out more than they have: a token for some accounts makes tokens for these only, a token that expires makes none that expires later.",
    body: TokenRequestSchema,
    status: 201,
    reply: NewTokenSchema,
    problems: ["tokens-above-limit", "account-unknown", "account-not-allowed"],
    example: {
      body: { name: "blotter", scope: "read", expiresAt: "2099-12-31T00:00:00Z" },
      reply: { token: "Zm9ydHktdGhyZWUgY2hhcmFjdGVycyBvZiBiYXNlNjR1", ...TOKEN_ROW },
    },
  }),

  getTokens: serverRoute({
    operationId: "getTokens",
    method: "GET",
    path: "/v1/tokens",
    scope: "admin",
    tag: "tokens",
    summary: "Every token, without its secret",
    reply: TokenListSchema,
    example: { reply: { tokens: [TOKEN_ROW] } },
  }),

  revokeToken: serverRoute({
    operationId: "revokeToken",
    method: "DELETE",
    path: "/v1/tokens/{tokenId}",
    scope: "admin",
    tag: "tokens",
    summary: "Take a token back, on open streams too",
    params: { tokenId: Type.String({ maxLength: 100, description: "Of the list; not the secret." }) },
    reply: TokenRowSchema,
    problems: ["token-not-found", "token-not-revocable"],
    example: { params: { tokenId: TOKEN_ROW.tokenId }, reply: { ...TOKEN_ROW, revokedAt: AT } },
  }),

  createOpenLink: serverRoute({
    operationId: "createOpenLink",
    method: "POST",
    path: "/v1/open-links",
    scope: "admin",
    tag: "tokens",
    summary: "A one-time link to the page",
    status: 201,
    reply: OpenLinkSchema,
    example: {
      reply: { path: "/open?key=Zm9ydHktdGhyZWUgY2hhcmFjdGVycyBvZiBiYXNlNjR1", expiresAt: "2026-01-31T09:31:00.250Z" },
    },
  }),

  getLive: serverRoute({
    operationId: "getLive",
    method: "GET",
    path: "/livez",
    scope: "open",
    tag: "health",
    summary: "The process answers",
    reply: LiveSchema,
    example: { reply: { status: "live" } },
  }),

  getReady: serverRoute({
    operationId: "getReady",
    method: "GET",
    path: "/readyz",
    scope: "read",
    tag: "health",
    summary: "Orders of every account are taken and sent",
    reply: ReadySchema,
    problems: ["not-ready"],
    example: { reply: { status: "ready", accounts: [ACCOUNT_ROW] } },
  }),

  getMetrics: serverRoute({
    operationId: "getMetrics",
    method: "GET",
    path: "/metrics",
    scope: "read",
    tag: "health",
    summary: "Figures for Prometheus",
    media: "text/plain",
    reply: Type.String(),
    example: { reply: 'oms_ready{account="paper",mode="paper"} 1\n' },
  }),

  getOpenApi: serverRoute({
    operationId: "getOpenApi",
    method: "GET",
    path: "/openapi.json",
    scope: "read",
    tag: "health",
    summary: "This document",
    reply: Type.Record(Type.String(), Type.Unknown()),
    example: { reply: { openapi: "3.1.0" } },
  }),

  getDocs: serverRoute({
    operationId: "getDocs",
    method: "GET",
    path: "/docs",
    scope: "read",
    tag: "health",
    summary: "This document for people",
    media: "text/html",
    reply: Type.String(),
    example: { reply: "<!doctype html>" },
  }),
} as const
