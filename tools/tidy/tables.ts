// What the architecture allows, as data: who may import whom, which packages from outside run with us, and the exceptions to the lengths.
// The exceptions may only shrink; the other tables change together with ARCHITECTURE.md and a decision.

export interface Allowed {
  /** Packages of ours that the sources may import. */
  readonly sources: readonly string[]
  /** More that tests may import (a client is tested against the paper exchange, not by it). */
  readonly tests?: readonly string[]
}

/**
 * core <- trading <- { okx-client, journal-sqlite } <- oms <- server · core <- api <- { server, web, cli } · core <- grid <- server · simulator over all but the doors ·
 * paper-exchange stands apart. Nothing imports server. Keys are folders of the workspace; a key that ends in "/*" is for each folder below.
 */
export const PACKAGE_GRAPH: Readonly<Record<string, Allowed>> = {
  "packages/core": { sources: [] },
  "packages/trading": { sources: ["core"] },
  "packages/okx-client": { sources: ["core", "trading"], tests: ["paper-exchange"] },
  "packages/journal-sqlite": { sources: ["core", "trading"] },
  "packages/paper-exchange": { sources: ["core"] },
  "packages/oms": { sources: ["core", "trading", "okx-client", "journal-sqlite"], tests: ["paper-exchange"] },
  "packages/api": { sources: ["core"] },
  "packages/grid": { sources: ["core"] },
  "packages/server": {
    // Of web its door alone, which says where the built page lies: what runs in a browser is behind no door.
    sources: ["api", "core", "trading", "okx-client", "oms", "grid", "web"],
    tests: ["paper-exchange"],
  },
  "packages/web": { sources: ["api", "core"], tests: ["paper-exchange"] },
  "packages/cli": { sources: ["api", "core", "oms"], tests: ["paper-exchange"] },
  "packages/simulator": { sources: ["core", "trading", "okx-client", "paper-exchange"] },
  "packages/conformance": { sources: ["paper-exchange"] },
  "packages/bench": { sources: ["core", "trading", "okx-client", "journal-sqlite", "paper-exchange", "oms"] },
  "examples/*": { sources: ["api", "core", "oms", "grid"], tests: ["paper-exchange"] },
  tools: { sources: ["api", "core", "trading", "okx-client", "journal-sqlite", "paper-exchange", "oms"] },
}

/** What paper-exchange and okx-client's wire/ may take from core: decimals, and nothing of our domain, so that they share no mistake with it. */
export const DECIMAL_NAMES: ReadonlySet<string> = new Set([
  "Decimal",
  "Decimals",
  "Rounding",
  "decimal",
  "format",
  "formatFixed",
  "parseDecimal",
])

/** Packages from outside that run with ours. Each is named by a decision that says why our own code would be worse. */
export const RUNTIME_DEPENDENCIES: Readonly<Record<string, readonly string[]>> = {
  "packages/api": ["typebox"],
  "packages/okx-client": ["typebox", "undici", "ws"],
  "packages/paper-exchange": ["ws"],
  "packages/server": ["@fastify/websocket", "fastify", "pino", "prom-client", "zod"],
}

/** Packages whose sources stay here: what is published of them is what is built of them. */
export const BUILT_PACKAGES: ReadonlySet<string> = new Set(["packages/web"])

export const FILE_LINES_MAX = 400
export const FUNCTION_LINES_MAX = 70

/** Files above FILE_LINES_MAX: path -> exact lines. May only shrink. */
export const LONG_FILES: Readonly<Record<string, number>> = {}
/** Functions above FUNCTION_LINES_MAX: "path name" -> exact lines. May only shrink. A finished switch over a closed union reads best whole. */
export const LONG_FUNCTIONS: Readonly<Record<string, number>> = {
  "packages/core/src/refusal.ts refusalSentence": 74,
}
