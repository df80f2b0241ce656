// The security table, over sockets: who sends slowly, who opens too much, who keeps a stream open with a token that ended, who upgrades from another
// site. docs/security.md names each threat with its test.

import assert from "node:assert/strict"
import { once } from "node:events"
import { connect, type Socket } from "node:net"
import { test } from "node:test"
import { setTimeout as wait } from "node:timers/promises"
import { NOT_SERVED } from "./routes/served.ts"
import { type Door, openDoor } from "./testing/open-door.ts"

const LIMIT = { timeout: 30_000 }
/** A machine under load is late; a door that never does it is what the tests are about. */
const SOON_MS = 8_000

async function listening(options: Parameters<typeof openDoor>[0] = {}): Promise<Door & AsyncDisposable> {
  const door = openDoor({ ...options, port: 0 })
  await door.server.listen()
  return {
    ...door,
    [Symbol.asyncDispose]: async () => {
      await door.server[Symbol.asyncDispose]()
      await door.oms.close()
    },
  }
}

async function make(door: Door, body: object): Promise<{ readonly token: string; readonly tokenId: string }> {
  const answer = await fetch(`${door.server.url}/v1/tokens`, {
    method: "POST",
    headers: { authorization: `Bearer ${door.token}`, "content-type": "application/json" },
    body: JSON.stringify({ name: "test", scope: "read", ...body }),
  })
  return (await answer.json()) as { readonly token: string; readonly tokenId: string }
}

async function revoke(door: Door, tokenId: string): Promise<void> {
  const headers = { authorization: `Bearer ${door.token}` }
  const { status } = await fetch(`${door.server.url}/v1/tokens/${tokenId}`, { method: "DELETE", headers })
  assert.equal(status, 200)
}

/** Bytes as they are; what came back, and whether the other end has closed. */
async function raw(door: Door, ...first: readonly string[]) {
  const { hostname, port } = new URL(door.server.url)
  const socket = connect(Number(port), hostname)
  socket.on("error", () => {})
  let heard = ""
  socket.setEncoding("latin1").on("data", (text) => {
    heard += text
  })
  // Not once(): it would take the reset of a connection for its own failure.
  const closed = new Promise((resolve) => socket.on("close", resolve))
  await Promise.race([new Promise((resolve) => socket.on("connect", resolve)), closed])
  for (const text of first) socket.write(text)
  return { socket, closed, heard: () => heard }
}

async function within<Value>(promise: Promise<Value>, what: string, limitMs = SOON_MS): Promise<Value> {
  const timer = new AbortController()
  const late = wait(limitMs, undefined, { signal: timer.signal }).then(() => assert.fail(`${what}: not in time`))
  try {
    return await Promise.race([promise, late])
  } finally {
    timer.abort()
    late.catch(() => {})
  }
}

/** One byte every 20 ms until the other end has had enough. */
async function drip(socket: Socket, text: string): Promise<void> {
  for (const byte of text) {
    if (socket.destroyed || !socket.writable) return
    socket.write(byte)
    await wait(20)
  }
}

test("a head sent byte by byte, so the connection is closed and others are served meanwhile", LIMIT, async () => {
  await using door = await listening({ doors: { headTimeoutMs: 300, requestTimeoutMs: 20_000 } })
  const slow = await Promise.all(Array.from({ length: 20 }, () => raw(door)))
  const dripping = slow.map(({ socket }) => drip(socket, `GET /livez HTTP/1.1\r\nx-slow: ${"a".repeat(400)}`))
  assert.equal((await fetch(`${door.server.url}/livez`)).status, 200)
  for (const { closed } of slow) await within(closed, "a slow head")
  await Promise.all(dripping)
})

test(
  "a body sent byte by byte, with the right token, so the connection is closed and nothing is done",
  LIMIT,
  async () => {
    await using door = await listening({ doors: { headTimeoutMs: 300, requestTimeoutMs: 600 } })
    const { host } = new URL(door.server.url)
    const head = [
      "POST /v1/orders HTTP/1.1",
      `host: ${host}`,
      `authorization: Bearer ${door.token}`,
      "content-type: application/json",
      "content-length: 1000",
    ]
    const { socket, closed } = await raw(door, `${head.join("\r\n")}\r\n\r\n`)
    await Promise.all([drip(socket, `{"symbol":"${" ".repeat(400)}`), within(closed, "a slow body")])
    assert.equal(door.oms.submitted, 0)
  },
)

test("nothing sent at all, so the connection is closed", LIMIT, async () => {
  await using door = await listening({ doors: { headTimeoutMs: 300, requestTimeoutMs: 600 } })
  const { closed } = await raw(door)
  await within(closed, "a silent connection")
})

test(
  "half a head and then nothing, so the caller is told that the request was late and may come again",
  LIMIT,
  async () => {
    await using door = await listening({ doors: { headTimeoutMs: 300, requestTimeoutMs: 600 } })
    const { closed, heard } = await raw(door, "GET /livez HTTP/1.1\r\nx-half: ")
    await within(closed, "half a head")
    assert.match(heard(), /^HTTP\/1\.1 408 [\s\S]*"code":"request-late","outcome":"refused","retryable":true/)
  },
)

test("more connections than may be open, so the rest is closed unread and the open ones go on", LIMIT, async () => {
  await using door = await listening({ doors: { connectionsMax: 10 } })
  const ask = `GET /livez HTTP/1.1\r\nhost: ${new URL(door.server.url).host}\r\n\r\n`
  const first = await Promise.all(Array.from({ length: 10 }, () => raw(door)))
  const more = await Promise.all(Array.from({ length: 5 }, () => raw(door, ask)))
  for (const { closed, heard } of more) {
    await within(closed, "one connection too many")
    assert.equal(heard(), "")
  }
  const [open] = first
  open?.socket.write(ask)
  if (open) await within(once(open.socket, "data"), "an open connection")
  assert.match(open?.heard() ?? "", /^HTTP\/1\.1 200/)
  for (const { socket } of first) socket.destroy()
})

test(
  "heads too large, requests in one another and two lengths, so 4xx or a closed connection, and one answer at most",
  LIMIT,
  async () => {
    await using door = await listening()
    const { host } = new URL(door.server.url)
    const start = `POST /v1/orders HTTP/1.1\r\nhost: ${host}\r\nauthorization: Bearer ${door.token}\r\n`
    const inner = `GET /v1/tokens HTTP/1.1\r\nhost: ${host}\r\nauthorization: Bearer ${door.token}\r\n\r\n`
    for (const [what, text] of [
      ["a head of 20 KiB", `GET /livez HTTP/1.1\r\nhost: ${host}\r\nx: ${"a".repeat(20_000)}\r\n\r\n`],
      ["two lengths", `${start}content-length: 5\r\ncontent-length: ${inner.length}\r\n\r\n${inner}`],
      ["length and chunks", `${start}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n${inner}`],
      ["a bare line feed", `GET /livez HTTP/1.1\nhost: ${host}\n\n`],
      ["a folded header", `GET /livez HTTP/1.1\r\nhost: ${host}\r\nx: a\r\n b: c\r\n\r\n`],
      ["no host", "GET /livez HTTP/1.1\r\n\r\n"],
      ["no HTTP", "\u0016\u0003\u0001hello\r\n\r\n"],
    ] as const) {
      const { socket, closed, heard } = await raw(door, text)
      socket.end()
      await within(closed, what)
      const answers = heard().match(/HTTP\/1\.1 \d{3}/g) ?? []
      assert.ok(answers.length <= 1, `${what}: ${answers.join(", ")}`)
      for (const answer of answers) assert.match(answer, /HTTP\/1\.1 4\d\d/, what)
    }
    assert.equal(door.oms.submitted, 0)
  },
)

/** An open event stream: its head has come. */
async function stream(door: Door, headers: Record<string, string>) {
  const answer = await fetch(`${door.server.url}/v1/events`, { headers })
  assert.equal(answer.status, 200)
  const over = (async () => {
    let text = ""
    try {
      for await (const part of answer.body ?? []) text += Buffer.from(part).toString()
    } catch {
      // Cut, or ended: both are over.
    }
    return text
  })()
  return { over, answer }
}

test("a token taken back while its stream is open, so that stream ends at once and others stay", LIMIT, async () => {
  await using door = await listening()
  const { token, tokenId } = await make(door, {})
  const other = await make(door, {})
  const [own, foreign] = await Promise.all([
    stream(door, { authorization: `Bearer ${token}` }),
    stream(door, { authorization: `Bearer ${other.token}` }),
  ])
  const startedAt = performance.now()
  await revoke(door, tokenId)
  await within(own.over, "the stream of a revoked token")
  assert.ok(performance.now() - startedAt < 3_000, "at once")
  const again = await fetch(`${door.server.url}/v1/events`, { headers: { authorization: `Bearer ${token}` } })
  assert.equal(again.status, 401)
  const still = await Promise.race([foreign.over.then(() => "over"), wait(300, "open")])
  assert.equal(still, "open")
  await revoke(door, other.tokenId)
  await within(foreign.over, "the other stream")
})

test("a token that expires while its stream is open, so the stream ends with it", LIMIT, async () => {
  await using door = await listening()
  const expiresAt = new Date(Date.now() + 2_000).toISOString()
  const { token } = await make(door, { expiresAt })
  const { over } = await stream(door, { authorization: `Bearer ${token}` })
  await within(over, "the stream of an expired token")
  assert.ok(Date.now() >= Date.parse(expiresAt))
})

test("a session whose token is taken back, so the stream of its page ends", LIMIT, async () => {
  await using door = await listening()
  const { token, tokenId } = await make(door, { scope: "admin" })
  const { port } = new URL(door.server.url)
  const session = door.access.openLink(door.access.newLink({ tokenId }).key)
  assert.ok(session && token)
  const { over } = await stream(door, { cookie: `oms_session_${port}=${session}` })
  await revoke(door, tokenId)
  await within(over, "the stream of a session")
})

test("streams that ended by themselves, so nobody waits for their tokens any more", LIMIT, async () => {
  await using door = await listening()
  const { token, tokenId } = await make(door, {})
  const controller = new AbortController()
  const headers = { authorization: `Bearer ${token}` }
  const answer = await fetch(`${door.server.url}/v1/events`, { headers, signal: controller.signal })
  assert.equal(door.access.watched(tokenId), 1)
  controller.abort()
  await answer.text().catch(() => "")
  for (let tries = 0; door.access.watched(tokenId) > 0 && tries < 200; tries++) await wait(20)
  assert.equal(door.access.watched(tokenId), 0)
})

const UPGRADES = !NOT_SERVED.some((id: string) => id === "openStream")

async function upgrade(door: Door, headers: Readonly<Record<string, string>>) {
  const { host } = new URL(door.server.url)
  const all = {
    host,
    connection: "Upgrade",
    upgrade: "websocket",
    "sec-websocket-version": "13",
    "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
    ...headers,
  }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`)
  const open = await raw(door, `GET /v1/stream HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`)
  const head = once(open.socket, "data").then(() => open.heard().split("\r\n", 1)[0] ?? "")
  return { ...open, status: (await within(head, "an upgrade")).split(" ")[1] ?? "" }
}

test(
  "an upgrade to a WebSocket by another host, another site, no token, a wrong or a revoked one, so there is none",
  LIMIT,
  async () => {
    await using door = await listening()
    const { port } = new URL(door.server.url)
    const authorization = `Bearer ${door.token}`
    const session = door.access.openLink(door.access.newLink().key)
    const cookie = `oms_session_${port}=${session}`
    const gone = await make(door, {})
    await revoke(door, gone.tokenId)
    for (const [status, headers] of [
      ["401", {}],
      ["401", { authorization: `Bearer ${"A".repeat(43)}` }],
      ["401", { authorization: `Bearer ${gone.token}` }],
      ["403", { authorization, host: `rebound.example:${port}` }],
      ["403", { authorization, origin: "https://evil.example" }],
      ["403", { cookie, origin: "https://evil.example" }],
      ["403", { cookie, origin: "http://127.0.0.1:3000" }],
      ["403", { cookie, origin: "null" }],
    ] as const) {
      const { status: told, socket } = await upgrade(door, headers)
      assert.equal(told, status, JSON.stringify(headers))
      socket.destroy()
    }
  },
)

if (UPGRADES) {
  test(
    "a WebSocket of a token that is taken back or expires, so it ends, and those of others stay",
    LIMIT,
    async () => {
      await using door = await listening()
      const revoked = await make(door, {})
      const expiring = await make(door, { expiresAt: new Date(Date.now() + 2_000).toISOString() })
      const [one, two, three] = await Promise.all(
        [revoked.token, expiring.token, door.token].map((token) => upgrade(door, { authorization: `Bearer ${token}` })),
      )
      assert.deepEqual([one?.status, two?.status, three?.status], ["101", "101", "101"])
      await revoke(door, revoked.tokenId)
      if (one && two) {
        await within(one.closed, "the WebSocket of a revoked token")
        await within(two.closed, "the WebSocket of an expired token")
      }
      assert.equal(three?.socket.destroyed, false)
      three?.socket.destroy()
    },
  )
}
