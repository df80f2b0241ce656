// The command `npm run paper`: an exchange on a port of this machine, until it is told to stop. It relies on index.ts.

import { readFileSync } from "node:fs"
import { parseArgs } from "node:util"
import { DEFAULT_ACCOUNT, type PaperExchange, parseTradeFile, startPaperExchange } from "./index.ts"

const USAGE = `usage: npm run paper -- [options]
  --port 7071          port on 127.0.0.1, 0 for a free one
  --seed 1             the market and the faults repeat with the same seed
  --data DIR           keep orders, balances and the log in DIR over restarts
  --replay FILE        follow the trades of an OKX trade file (CSV) instead of the random walk
  --scripted           a market that stands still until POST /paper/trade or /paper/price
  --speed 1            seconds of market per second, 0.01..1000
  --no-rate-limits     answer every request
  --strict-codes       WebSocket operations must carry instIdCode`

function readOptions() {
  const { values } = parseArgs({
    options: {
      port: { type: "string", default: "7071" },
      seed: { type: "string", default: "1" },
      data: { type: "string" },
      replay: { type: "string" },
      scripted: { type: "boolean", default: false },
      speed: { type: "string", default: "1" },
      "no-rate-limits": { type: "boolean", default: false },
      "strict-codes": { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  })
  const port = Number(values.port)
  const speed = Number(values.speed)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new RangeError("--port: expected 0..65535")
  if (!(speed >= 0.01 && speed <= 1_000)) throw new RangeError("--speed: expected 0.01..1000")
  return { values, port, speed }
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = "code" in error ? error.code : undefined
  if (code === "EADDRINUSE") {
    return "the port is taken: stop the other process, choose another one with --port N, or take a free one with --port 0"
  }
  return error.message
}

function announce(paper: PaperExchange, dataDirectory: string | undefined): void {
  console.log(`paper exchange on ${paper.url}`)
  console.log(`  REST       ${paper.url}/api/v5`)
  console.log(`  WebSocket  ${paper.wsUrl}/public · /private · /business`)
  console.log(`  control    ${paper.url}/paper/state`)
  console.log(
    `  key ${DEFAULT_ACCOUNT.apiKey}, secret ${DEFAULT_ACCOUNT.secret}, passphrase ${DEFAULT_ACCOUNT.passphrase}`,
  )
  console.log(dataDirectory === undefined ? "  state is forgotten at the end" : `  state is kept in ${dataDirectory}`)
}

async function main(): Promise<void> {
  const { values, port, speed } = readOptions()
  if (values.help) {
    console.log(USAGE)
    return
  }
  const paper = await startPaperExchange({
    port,
    speed,
    seed: values.seed,
    rateLimits: !values["no-rate-limits"],
    strictInstIdCode: values["strict-codes"],
    ...(values.data === undefined ? {} : { dataDirectory: values.data }),
    ...(values.scripted ? { market: "scripted" as const } : {}),
    ...(values.replay === undefined ? {} : { trades: parseTradeFile(readFileSync(values.replay, "utf8")) }),
  })
  announce(paper, values.data)
  const stop = (): void => {
    void paper.close().then(() => {
      console.log("paper exchange stopped")
    })
  }
  process.once("SIGINT", stop)
  process.once("SIGTERM", stop)
}

main().catch((error: unknown) => {
  console.error(`paper exchange: ${explain(error)}`)
  console.error(USAGE)
  process.exitCode = 1
})
