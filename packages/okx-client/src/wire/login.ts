// Logs a socket in: the first frame on a private connection. The signature is valid for 30 s around the timestamp, so it
// is made fresh for every connection. Source: okx-v5 reference, section 2.

import type { LoginArgs } from "../sign.ts"
import { DOCS } from "./contract.ts"

export const login = {
  name: "login",
  docs: `${DOCS}#overview-websocket-login`,
  encode: (args: LoginArgs): string => JSON.stringify({ op: "login", args: [args] }),
  example: {
    request: { apiKey: "key", passphrase: "phrase", timestamp: "1795000000", sign: "c2lnbmF0dXJl" },
    frame:
      '{"op":"login","args":[{"apiKey":"key","passphrase":"phrase","timestamp":"1795000000","sign":"c2lnbmF0dXJl"}]}',
    answer: { event: "login", code: "0", msg: "", connId: "a1b2c3d4" },
  },
} as const
