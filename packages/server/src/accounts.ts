// The accounts of one server, each with its own manager, and which of them a request means. It relies on the token for which ones may be seen; opening
// and closing them is serve.ts's work.

import { problemOfDoor } from "@okx-oms/api"
import type { AccountId } from "@okx-oms/core"
import { type Identity, maySee } from "./identity.ts"
import type { OmsPort } from "./open-oms.ts"
import { ProblemReply } from "./reply.ts"

export class Accounts {
  readonly #byName: ReadonlyMap<AccountId, OmsPort>

  /** Throws for two accounts of one name. */
  constructor(accounts: Iterable<OmsPort>) {
    const byName = new Map<AccountId, OmsPort>()
    for (const oms of accounts) {
      if (byName.has(oms.account)) throw new Error(`Invariant: two accounts are called ${oms.account}`)
      byName.set(oms.account, oms)
    }
    this.#byName = byName
  }

  get all(): readonly OmsPort[] {
    return [...this.#byName.values()]
  }

  /** Those that the token may see. */
  visibleTo(identity: Identity): readonly OmsPort[] {
    return this.all.filter(({ account }) => maySee(identity, account))
  }

  /** The account that a request means: the one it names, or the only one that its token may see. Throws a problem for any other. */
  of(name: AccountId | undefined, identity: Identity): OmsPort {
    if (name !== undefined) return this.#named(name, identity)
    const [only, ...others] = this.visibleTo(identity)
    if (only === undefined) {
      throw new ProblemReply(problemOfDoor("account-not-allowed", "The token is for no account of this server."))
    }
    if (others.length === 0) return only
    const names = [only, ...others].map(({ account }) => account).join(" | ")
    const detail = `This server has several accounts; say which: ?account=${names}.`
    throw new ProblemReply(problemOfDoor("account-required", detail))
  }

  #named(name: AccountId, identity: Identity): OmsPort {
    // Asked before the look-up: who may not see an account does not learn whether there is one.
    if (!maySee(identity, name)) {
      throw new ProblemReply(problemOfDoor("account-not-allowed", `The token is not for account ${name}.`))
    }
    const oms = this.#byName.get(name)
    if (oms !== undefined) return oms
    throw new ProblemReply(problemOfDoor("account-unknown", `This server has no account ${name}.`))
  }
}
