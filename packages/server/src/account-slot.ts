// An account that is configured: its manager when that is open, and why not when it is not. It relies on serve.ts to open and close managers; what asks
// about an account asks here, so that one that did not start is told as such and not as unknown.

import type { AccountId } from "@okx-oms/core"
import type { OmsPort } from "./open-oms.ts"

export interface AccountSlot {
  readonly account: AccountId
  readonly mode: OmsPort["mode"]
  /** Undefined while it is not open. */
  readonly oms: OmsPort | undefined
  /** Why it is not open, for people. */
  readonly why: string | undefined
}

/** An account whose manager is opened later, or not at all. */
export class AccountPlace implements AccountSlot {
  readonly account: AccountId
  readonly mode: OmsPort["mode"]
  #oms: OmsPort | undefined
  #why: string | undefined = "it is starting"

  constructor({ account, mode }: Pick<AccountSlot, "account" | "mode">) {
    this.account = account
    this.mode = mode
  }

  get oms(): OmsPort | undefined {
    return this.#oms
  }

  get why(): string | undefined {
    return this.#why
  }

  /** Throws when the manager is another account's: then orders would go where nobody meant them to go. */
  open(oms: OmsPort): void {
    const { account, mode } = this
    if (oms.account !== account || oms.mode !== mode)
      throw new Error(`Invariant: ${oms.mode} account ${oms.account} in the place of ${mode} account ${account}`)
    this.#oms = oms
    this.#why = undefined
  }

  /** It did not open, or is open no longer. */
  shut(why: string): void {
    this.#oms = undefined
    this.#why = why
  }
}

export function slotOf(oms: OmsPort): AccountSlot {
  return { account: oms.account, mode: oms.mode, oms, why: undefined }
}
