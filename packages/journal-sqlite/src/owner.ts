// Whose journal it is: each account's books say with which kind of money they were begun and of which account of the exchange they are, and go on with no
// other. It relies on the writing connection alone; what a mode means, and what a uid is, is its caller's.

import type { DatabaseSync } from "node:sqlite"
import { JournalUnavailable } from "@okx-oms/trading"

export interface JournalOwner {
  readonly account: string
  /** "paper", "demo", "live"; any word is kept as it is. */
  readonly mode: string
  /** No other account's books may be in it. Default false. */
  readonly alone?: boolean
}

/** Remembers the account's mode at the first opening. Throws JournalUnavailable when it is remembered with another, or when others' books are there. */
export function claimJournal(
  database: DatabaseSync,
  { account, mode, alone = false }: JournalOwner,
  file: string,
): void {
  const known = database.prepare("SELECT mode FROM owners WHERE account = ?").get(account)?.mode
  if (known !== undefined && known !== mode) {
    throw new JournalUnavailable(
      `${file} holds the books of the ${known} account ${account}, not of a ${mode} account`,
      {
        advice: `Name another data directory for the ${mode} account, or say "mode": "${known}".`,
        isLasting: true,
      },
    )
  }
  const others = alone ? otherAccounts(database, account) : []
  if (others.length > 0) {
    throw new JournalUnavailable(
      `${file} holds the books of ${others.join(", ")}, and ${account} needs a journal of its own`,
      {
        advice: "Give each account a data directory of its own.",
        isLasting: true,
      },
    )
  }
  if (known === undefined) database.prepare("INSERT INTO owners (account, mode) VALUES (?, ?)").run(account, mode)
}

/**
 * Remembers the account's uid at the exchange when none is known. Throws JournalUnavailable when it is another one: then the keys are wrong, or the journal.
 * Of an account whose mode was never claimed nothing is kept.
 */
export function claimUid(
  database: DatabaseSync,
  { account, uid }: { readonly account: string; readonly uid: string },
  file: string,
): void {
  const known = database.prepare("SELECT uid FROM owners WHERE account = ?").get(account)?.uid ?? undefined
  if (known === undefined) database.prepare("UPDATE owners SET uid = ? WHERE account = ?").run(uid, account)
  else if (known !== uid) {
    throw new JournalUnavailable(
      `${file} holds the books of account ${account} with the uid ${known} at OKX, but the keys are of the uid ${uid}`,
      {
        advice: `Use keys of the account with the uid ${known}, or name another data directory for these keys.`,
        isLasting: true,
      },
    )
  }
}

function otherAccounts(database: DatabaseSync, account: string): readonly string[] {
  const rows = database
    .prepare("SELECT account FROM turns WHERE account <> ?1 UNION SELECT account FROM owners WHERE account <> ?1")
    .all(account)
  return rows.map((row) => String(row.account))
}
