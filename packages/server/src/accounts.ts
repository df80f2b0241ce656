// The accounts of one server, each with its own manager, and which of them a request means. It relies on the token for which ones may be seen; opening
// and closing them is serve.ts's work.

import { problemOfDoor } from "@okx-oms/api"
import type { AccountId } from "@okx-oms/core"
import { type AccountSlot, slotOf } from "./account-slot.ts"
import { type Identity, maySee } from "./identity.ts"
import type { OmsPort } from "./open-oms.ts"
import { ProblemReply } from "./reply.ts"

export class Accounts {
  readonly #byName: ReadonlyMap<AccountId, AccountSlot>

  /** Throws for two accounts of one name. */
  constructor(accounts: Iterable<OmsPort | AccountSlot>) {
    const byName = new Map<AccountId, AccountSlot>()
    for (const one of accounts) {
      if (byName.has(one.account)) throw new Error(`Invariant: two accounts are called ${one.account}`)
      byName.set(one.account, "oms" in one ? one : slotOf(one))
    }
    this.#byName = byName
  }

  /** Every account that is open. */
  get all(): readonly OmsPort[] {
    return this.slots.flatMap(({ oms }) => oms ?? [])
  }

  /** Every account, open or not. */
  get slots(): readonly AccountSlot[] {
    return [...this.#byName.values()]
  }

  /** Those that the token may see. */
  visibleTo(identity: Identity): readonly AccountSlot[] {
    return this.slots.filter(({ account }) => maySee(identity, account))
  }

  /** The accounts of these names, or all that the token may see. Throws a problem for a name that it may not see. */
  slotsOf(names: readonly AccountId[] | undefined, identity: Identity): readonly AccountSlot[] {
    return names?.map((name) => this.#named(name, identity)) ?? this.visibleTo(identity)
  }

  /** The account that a request means: the one it names, or the only one that its token may see. Throws a problem for any other, and for one that is not open. */
  of(name: AccountId | undefined, identity: Identity): OmsPort {
    const { account, mode, oms, why } = name === undefined ? this.#only(identity) : this.#named(name, identity)
    if (oms !== undefined) return oms
    const detail = `Account ${account} (${mode}) is not open: ${why ?? "the reason is not known"}.`
    throw new ProblemReply(problemOfDoor("account-unavailable", detail, { facts: { account, mode } }))
  }

  #only(identity: Identity): AccountSlot {
    const [only, ...others] = this.visibleTo(identity)
    if (only === undefined) {
      throw new ProblemReply(problemOfDoor("account-not-allowed", "The token is for no account of this server."))
    }
    if (others.length === 0) return only
    const names = [only, ...others].map(({ account }) => account).join(" | ")
    const detail = `This server has several accounts; say which: ?account=${names}.`
    throw new ProblemReply(problemOfDoor("account-required", detail))
  }

  #named(name: AccountId, identity: Identity): AccountSlot {
    // Asked before the look-up: who may not see an account does not learn whether there is one.
    if (!maySee(identity, name)) {
      throw new ProblemReply(problemOfDoor("account-not-allowed", `The token is not for account ${name}.`))
    }
    const slot = this.#byName.get(name)
    if (slot !== undefined) return slot
    throw new ProblemReply(problemOfDoor("account-unknown", `This server has no account ${name}.`))
  }
}
