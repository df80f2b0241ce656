// With which account a command is about to act, said before it acts: on a terminal, in colour, so that live is never taken for paper.

import type { AccountRow } from "@okx-oms/api"
import { EXIT } from "./exit-codes.ts"
import { CommandFailed } from "./faults.ts"
import type { Session } from "./session.ts"
import { isTerminal } from "./terminal.ts"
import { modeInk } from "./words.ts"

export const MODE_WORDS = { paper: "PAPER", demo: "DEMO", live: "LIVE" } as const

/** The account that is meant. Throws CommandFailed when the server has several and none is named, or not this one. */
export async function meantAccount(session: Session): Promise<AccountRow> {
  const client = await session.client()
  const { account: named } = await session.target()
  const { accounts, defaultAccount } = await client.getAccounts()
  const found = accounts.find(({ account }) => account === (named ?? defaultAccount))
  if (found !== undefined) return found
  const known = accounts.map(({ account, mode }) => `${account} (${MODE_WORDS[mode]})`).join(", ")
  if (named !== undefined)
    throw new CommandFailed(`The server has no account ${named} for this token.`, {
      exit: EXIT.notFound,
      advice: `It has: ${known || "none"}.`,
    })
  throw new CommandFailed("The server has several accounts.", {
    exit: EXIT.usage,
    advice: `Name one with --account: ${known}.`,
  })
}

export async function announceMode(session: Session): Promise<AccountRow> {
  const found = await meantAccount(session)
  if (isTerminal(session.terminal.error))
    await session.note(` ${MODE_WORDS[found.mode]} \u00b7 account ${found.account} `, modeInk(found.mode))
  return found
}
