// The tag of an installation: what marks its orders at OKX. Drawn at the first start and kept in the journal, so that two installations on one account never
// take each other's orders for their own.

import { randomInt } from "node:crypto"

const ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"
const DRAWN_LENGTH = 10

/** "oms" and ten random letters and digits; OKX takes 16. */
export function newTag(): string {
  return `oms${Array.from({ length: DRAWN_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join("")}`
}
