// The exchange over loopback with plain HTTP and WebSocket: what a client sees, and what survives the end of the process.

import assert from "node:assert/strict"
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { test } from "node:test"
import { fileURLToPath } from "node:url"
import { WebSocket } from "ws"
import { startPaperExchange } from "../index.ts"
import { type Json, KEYS, loginMessage, signedHeaders } from "../testing/desk.ts"

const ORDER = { instId: "BTC-USDT", tdMode: "cash", side: "buy", ordType: "limit", px: "80000", sz: "0.1" }

async function call(
  url: string,
  method: string,
  target: string,
  body?: unknown,
): Promise<{ status: number; body: Json }> {
  const text = body === undefined ? "" : JSON.stringify(body)
  const response = await fetch(url + target, {
    method,
    headers: signedHeaders(KEYS, Date.now(), method, target, text),
    ...(text === "" ? {} : { body: text }),
    signal: AbortSignal.timeout(5_000),
  })
  return { status: response.status, body: JSON.parse(await response.text()) }
}

function items(body: Json): Json[] {
  return Array.isArray(body.data) ? body.data : []
}

/** A WebSocket whose messages can be waited for. */
async function open(url: string) {
  const socket = new WebSocket(url)
  const messages: string[] = []
  let wake = (): void => {}
  socket.on("message", (data) => {
    messages.push(String(data))
    wake()
  })
  await once(socket, "open")
  const next = async (accepts: (message: string) => boolean): Promise<string> => {
    const signal = AbortSignal.timeout(5_000)
    for (;;) {
      const found = messages.find(accepts)
      if (found !== undefined) return found
      if (signal.aborted) throw new Error(`no such message among ${messages.length}`)
      await new Promise<void>((resolve) => {
        wake = resolve
        setTimeout(resolve, 100)
      })
    }
  }
  const say = (message: Json | string): void => {
    socket.send(typeof message === "string" ? message : JSON.stringify(message))
  }
  return { socket, messages, next, say }
}

test("a client over loopback, so login, order by HTTP, push, pong, order by WebSocket and signature failure work", async () => {
  await using paper = await startPaperExchange({ market: "scripted" })
  const { say, next, socket } = await open(`${paper.wsUrl}/private?brokerId=9999`)
  say("ping")
  assert.equal(await next((message) => message === "pong"), "pong")
  say(loginMessage(KEYS, Date.now()))
  say({ op: "subscribe", args: [{ channel: "orders", instType: "ANY" }] })
  await next((message) => message.includes("channel-conn-count"))
  const placed = await call(paper.url, "POST", "/api/v5/trade/order", { ...ORDER, px: "90000" })
  assert.equal(placed.status, 200)
  await next((message) => message.includes(String(items(placed.body)[0]?.ordId)))
  say({ id: "7", op: "order", args: [{ ...ORDER, instId: "", instIdCode: 3, px: "90000" }] })
  assert.match(await next((message) => message.includes('"id":"7"')), /"sCode":"0"/)
  const query = await call(paper.url, "GET", "/api/v5/trade/orders-pending?instType=SPOT&ordType=limit,post_only")
  assert.equal(items(query.body).length, 2)
  const bad = await fetch(`${paper.url}/api/v5/account/config`, { headers: { "ok-access-key": "paper-key" } })
  assert.equal(bad.status, 401)
  socket.terminate()
})

test("paths of the WebSocket, so the universal one takes everything and an unknown one is refused", async () => {
  await using paper = await startPaperExchange({ market: "scripted" })
  const { say, next, socket } = await open(`${paper.wsUrl}/ANY`)
  say(loginMessage(KEYS, Date.now()))
  const instId = "BTC-USDT"
  say({
    op: "subscribe",
    args: [{ channel: "tickers", instId }, { channel: "candle1m", instId }, { channel: "account" }],
  })
  for (const channel of ["tickers", "candle1m", "account"]) {
    await next((message) => message.includes('"event":"subscribe"') && message.includes(channel))
  }
  socket.terminate()
  const refused = new WebSocket(`ws://127.0.0.1:${paper.port}/other`)
  const [error] = await once(refused, "error")
  assert.match(String(error), /404/)
})

test("faults over loopback, so a lost reply hangs until the caller gives up and silence answers no ping", async () => {
  await using paper = await startPaperExchange({ market: "scripted" })
  const fault = (body: Json): Promise<Response> =>
    fetch(`${paper.url}/paper/faults`, { method: "POST", body: JSON.stringify(body) })
  await fault({ account: "paper-key", fault: "lost-response", rate: 1, forMs: 60_000 })
  const text = JSON.stringify(ORDER)
  const target = "/api/v5/trade/order"
  const headers = signedHeaders(KEYS, Date.now(), "POST", target, text)
  const lost = fetch(paper.url + target, { method: "POST", headers, body: text, signal: AbortSignal.timeout(300) })
  await assert.rejects(lost, { name: "TimeoutError" })
  assert.equal((await fault({ fault: "nonsense" })).status, 400)
  await fault({ fault: "silence" })
  const { say, messages, socket } = await open(`${paper.wsUrl}/public`)
  say("ping")
  await new Promise((resolve) => setTimeout(resolve, 150))
  assert.deepEqual(messages, [])
  await fault({ fault: "disconnect", forMs: 1 })
  await once(socket, "close")
  await fault({ clear: true })
  assert.equal(items((await call(paper.url, "GET", "/api/v5/trade/orders-pending")).body).length, 1)
})

test("a page of another site calls by a name of its own, so it gets nothing", async () => {
  await using paper = await startPaperExchange({ market: "scripted" })
  const { request } = await import("node:http")
  const status = await new Promise((resolve, reject) => {
    const options = { port: paper.port, host: "127.0.0.1", path: "/paper/state", headers: { host: "evil.example" } }
    request(options, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
      .on("error", reject)
      .end()
  })
  assert.equal(status, 403)
})

const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url))

async function startProcess(...options: string[]): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, [MAIN, "--port", "0", ...options], { stdio: ["ignore", "pipe", "inherit"] })
  assert.ok(child.stdout)
  for await (const line of createInterface(child.stdout)) {
    const found = /on (http:\S+)/.exec(line)
    if (found?.[1] !== undefined) return { child, url: found[1] }
  }
  throw new Error("the process said no address")
}

function cashOf(balance: Json): string {
  return /"cashBal":"([^"]+)"/.exec(JSON.stringify(balance))?.[1] ?? "none"
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  const exited = once(child, "exit")
  child.kill(signal)
  const [code] = await exited
  return code
}

test("the process is killed with -9 after an acknowledgement, so the next one has the order and no id twice", async () => {
  const directory = mkdtempSync(join(tmpdir(), "paper-exchange-"))
  const started: ChildProcess[] = []
  try {
    const first = await startProcess("--data", directory)
    started.push(first.child)
    const ids: string[] = []
    for (let count = 0; count < 20; count++) {
      const placed = await call(first.url, "POST", "/api/v5/trade/order", { ...ORDER, px: "87000", sz: "0.001" })
      ids.push(String(items(placed.body)[0]?.ordId))
    }
    const bought = await call(first.url, "POST", "/api/v5/trade/order", {
      ...ORDER,
      ordType: "market",
      px: "",
      sz: "100",
    })
    assert.equal(items(bought.body)[0]?.sCode, "0")
    const balance = (await call(first.url, "GET", "/api/v5/account/balance?ccy=BTC")).body
    await end(first.child, "SIGKILL")
    const second = await startProcess("--data", directory)
    started.push(second.child)
    const pending = items((await call(second.url, "GET", "/api/v5/trade/orders-pending")).body)
    assert.deepEqual(pending.map((row) => row.ordId).reverse(), ids)
    const after = (await call(second.url, "GET", "/api/v5/account/balance?ccy=BTC")).body
    assert.equal(cashOf(after), cashOf(balance))
    assert.equal(items((await call(second.url, "GET", "/api/v5/trade/fills")).body).length > 0, true)
    const placed = await call(second.url, "POST", "/api/v5/trade/order", { ...ORDER, px: "87000", sz: "0.001" })
    assert.ok(!ids.includes(String(items(placed.body)[0]?.ordId)))
    assert.equal(await end(second.child, "SIGTERM"), 0)
  } finally {
    for (const child of started) child.kill("SIGKILL")
    rmSync(directory, { recursive: true, force: true })
  }
})

test("the port is taken, so the process says what to do and ends with 1", async () => {
  await using paper = await startPaperExchange({ market: "scripted" })
  const child = spawn(process.execPath, [MAIN, "--port", String(paper.port)], { stdio: ["ignore", "ignore", "pipe"] })
  let said = ""
  child.stderr.on("data", (chunk) => {
    said += String(chunk)
  })
  const [code] = await once(child, "exit")
  assert.equal(code, 1)
  assert.match(said, /port is taken.*--port/)
})
