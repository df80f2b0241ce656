// What `npm run paper` prints for pasting, pasted: each JavaScript snippet runs with the unmodified client it is for, the curl
// lines run in a shell, and the Python lines are the same settings as the JavaScript ones.

import assert from "node:assert/strict"
import { type ChildProcess, spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { after, before, test } from "node:test"
import { fileURLToPath } from "node:url"

const MAIN = fileURLToPath(new URL("../../paper-exchange/src/main.ts", import.meta.url))
const START_LIMIT_MS = 30_000
const RUN_LIMIT_MS = 60_000

let paper: ChildProcess
const printed = new Map<string, string>()

before(async () => {
  paper = spawn(process.execPath, [MAIN, "--port", "0"], { stdio: ["ignore", "pipe", "inherit"] })
  const said = await untilSaid(paper, "Stop it with")
  for (const part of said.split("\n--- ").slice(1)) {
    const [client = "", ...code] = part.split("\n")
    printed.set(client, code.filter((line) => !line.startsWith("Stop it")).join("\n"))
  }
})

after(async () => {
  const ended = once(paper, "exit")
  paper.kill("SIGTERM")
  const [code] = await ended
  assert.equal(code, 0)
})

async function untilSaid(child: ChildProcess, words: string): Promise<string> {
  let said = ""
  const signal = AbortSignal.timeout(START_LIMIT_MS)
  assert.ok(child.stdout)
  child.stdout.setEncoding("utf8")
  while (!said.includes(words)) {
    const [chunk] = await once(child.stdout, "data", { signal })
    said += String(chunk)
  }
  return said
}

function codeFor(client: string): string {
  const code = printed.get(client)
  assert.ok(code !== undefined, `nothing printed for ${client}: ${[...printed.keys()].join(", ")}`)
  return code
}

function run(command: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: import.meta.dirname,
    encoding: "utf8",
    timeout: RUN_LIMIT_MS,
  })
  assert.equal(status, 0, `${stdout.slice(-2_000)}\n${stderr.slice(-2_000)}`)
  return stdout
}

test("the ccxt snippet is pasted, so a ticker is watched and the balance of the account is read", () => {
  const out = run(process.execPath, ["--input-type=module", "--eval", codeFor("ccxt, JavaScript")])
  assert.match(out, /symbol: 'BTC\/USDT'/)
  assert.match(out, /USDT: \{ free: 100000, used: 0, total: 100000 \}/)
})

test("the okx-api snippet is pasted, so ticker and balance are read and the account channel pushes", () => {
  const out = run(process.execPath, ["--input-type=module", "--eval", codeFor("okx-api")])
  assert.match(out, /instId: 'BTC-USDT'/)
  assert.match(out, /arg: \{ channel: 'account'/)
})

test("the curl lines are pasted into a shell, so a ticker comes and a signed request is accepted", (context) => {
  const missing = ["curl", "openssl", "base64"].filter((tool) => spawnSync(tool, ["--help"]).error !== undefined)
  if (missing.length > 0) {
    context.skip(`skipped: no ${missing.join(", ")} on this machine`)
    return
  }
  const out = run("sh", ["-c", codeFor("curl")])
  assert.match(out, /"instId":"BTC-USDT"/)
  assert.match(out, /"details":\[/)
})

test("the Python lines, so they set what the JavaScript ones set", () => {
  const settingsOf = (code: string): readonly string[] =>
    ["apiKey", "secret", "password", "hostname", "rest"].map(
      (name) => new RegExp(`"?${name}"?: ("[^"]*")`).exec(code)?.[1] ?? `no ${name}`,
    )
  assert.deepEqual(settingsOf(codeFor("ccxt, Python")), settingsOf(codeFor("ccxt, JavaScript")))
})
