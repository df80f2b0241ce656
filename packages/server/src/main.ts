// The command `npm run serve`: the order manager behind HTTP on this machine, until it is told to stop. It says in words what runs and where,
// and when it cannot start, what happened and what to do.

import type { AccountSlot } from "./account-slot.ts"
import { askPassphrase } from "./ask-passphrase.ts"
import { composeOms } from "./compose.ts"
import { type Serving, serve } from "./serve.ts"
import { STOP_LIMIT_MS, whatBecomesOfOrders } from "./stopping.ts"

const MODE_WORDS = {
  paper: "PAPER: play money on the paper exchange of this machine",
  demo: "DEMO: OKX demo trading",
  live: "LIVE: real money",
} as const

function announce(serving: Serving): void {
  const { path, isNew } = serving.token
  const [only, ...others] = serving.accounts
  if (only !== undefined && others.length === 0) console.log(`okx-oms  ${MODE_WORDS[only.mode]}`)
  else console.log(`okx-oms  ${serving.accounts.length} accounts`)
  for (const [index, slot] of serving.accounts.entries()) tellAccount(slot, serving.loaded.accounts[index]?.config.data)
  console.log(`  token    ${path}${isNew ? " (new; only you may read it)" : ""}`)
  console.log(`  API      ${serving.http.url}/v1   Authorization: Bearer <token>`)
  console.log(`  page     ${serving.newLink()}`)
  console.log(
    `           the link works once, within one minute${process.stdin.isTTY ? "; Enter prints a new one" : ""}`,
  )
}

function tellAccount({ account, mode, oms, why: shut }: AccountSlot, data = ""): void {
  console.log(`  account  ${account} (${mode.toUpperCase()}), journal in ${data}`)
  if (oms === undefined) {
    console.log(`           NOT OPEN: ${shut ?? "the reason is not known"}`)
    return
  }
  const { ready, why } = oms.status()
  if (!ready) console.log(`           not ready yet: ${why ?? "waiting for OKX"}. Orders are taken as soon as it is.`)
}

/** In the words of the error and its advice; a stack only for what nobody foresaw. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if ("advice" in error && typeof error.advice === "string") return `${error.message}\n${error.advice}`
  return `${error.name}: ${error.message}`
}

async function main(): Promise<void> {
  const stopped = Promise.withResolvers<{ readonly code: number; readonly why: string }>()
  // Heard from the first moment: a signal during the start still ends in an orderly way.
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => stopped.resolve({ code: 0, why: signal }))
  }
  const starting = serve({
    env: process.env,
    folder: process.cwd(),
    ...(process.stdin.isTTY && {
      ask: (question: string) => askPassphrase(question, { input: process.stdin, output: process.stderr }),
    }),
    openOms: composeOms,
    onStopped: (why) => stopped.resolve({ code: 1, why: `the order manager stopped: ${why}` }),
  })
  const early = await Promise.race([starting, stopped.promise])
  if ("code" in early) return endBeforeStarted(early)
  const serving = early
  announce(serving)
  if (process.stdin.isTTY) process.stdin.on("data", () => console.log(`  page     ${serving.newLink()}`))
  const { code, why } = await stopped.promise
  const several = serving.loaded.accounts.length > 1
  for (const { config } of serving.loaded.accounts) {
    const which = several ? `${config.account}: ` : ""
    console.log(`stopping (${why}); ${which}${whatBecomesOfOrders(config, code !== 0)}`)
  }
  process.exitCode = code
  process.stdin.pause()
  const overdue = setTimeout(() => {
    console.error(`not stopped within ${STOP_LIMIT_MS / 1000} s; ending. The next start recovers from the journal.`)
    process.exit(1)
  }, STOP_LIMIT_MS)
  await serving[Symbol.asyncDispose]()
  clearTimeout(overdue)
}

/** Connecting may go on for long, and nothing was taken yet: the journal is made to be left at any moment. */
function endBeforeStarted({ code, why }: { readonly code: number; readonly why: string }): never {
  console.log(`stopping (${why}) before the start was done; nothing was placed`)
  process.exit(code)
}

main().catch((error: unknown) => {
  console.error(`okx-oms did not start.\n${explain(error)}`)
  process.exit(1)
})
