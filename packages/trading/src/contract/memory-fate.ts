// What a test says that becomes of a request to the exchange in memory. memory-gateway.ts makes it so.

/**
 * What becomes of one request: whether it is done, and what is answered. "lost" is done and never answered, "vanishes" neither done nor answered,
 * "unknown" and "unknown, not done" are answered by a code that proves nothing.
 */
export type Fate =
  | "done"
  | "lost"
  | "vanishes"
  | "unknown"
  | "unknown, not done"
  | "not sent"
  | { readonly refused: string; readonly retryable?: boolean }
  /** Not done, and answered by this code, which proves nothing. */
  | { readonly unknown: string }
