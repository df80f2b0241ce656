// Many readers of one stream in a process of their own, for fan-out.ts: plain sockets that take frames apart, check that no sequence number is left out, and
// count. They are as cheap as can be, because what is measured is the server.

import { once } from "node:events"
import { connect, type Socket } from "node:net"
import { createInterface } from "node:readline"

/** Handshakes under way at once. */
const CONNECTING_AT_ONCE = 50
/** Heads of frames: type, then account and mode, then the numbers. */
const SEQS = /^\{"type":"(\w+)".{0,120}?(?:"fromSeq":(\d+),)?"seq":(\d+)/
const SENT = /"reason":"sent ([\d.]+)"/

class Reader {
  frames = 0
  bytes = 0
  seq = -1
  hasGap = false
  resyncs = 0
  readonly delays: number[] = []
  readonly ready = Promise.withResolvers<void>()
  #rest: Buffer = Buffer.alloc(0)
  #isOpen = false

  take(chunk: Buffer): void {
    this.bytes += chunk.length
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    if (!this.#isOpen) {
      const end = this.#rest.indexOf("\r\n\r\n")
      if (end < 0) return
      if (!this.#rest.includes(" 101 ")) this.ready.reject(new Error(this.#rest.toString("utf8", 0, 200)))
      this.#isOpen = true
      this.#rest = this.#rest.subarray(end + 4)
    }
    for (let frame = this.#frame(); frame !== undefined; frame = this.#frame()) this.#read(frame)
  }

  /** A server's frames are not masked and never in parts. */
  #frame(): Buffer | undefined {
    const rest = this.#rest
    const short = (rest[1] ?? 0) & 0x7f
    const headLength = short < 126 ? 2 : short === 126 ? 4 : 10
    if (rest.length < headLength) return undefined
    const length = short < 126 ? short : short === 126 ? rest.readUInt16BE(2) : Number(rest.readBigUInt64BE(2))
    if (rest.length < headLength + length) return undefined
    this.#rest = rest.subarray(headLength + length)
    return rest.subarray(headLength, headLength + length)
  }

  #read(frame: Buffer): void {
    this.frames++
    const head = frame.toString("latin1", 0, 600)
    const [, type, fromSeq, seq] = SEQS.exec(head) ?? []
    if (type === "changes") {
      if (Number(fromSeq) !== this.seq + 1) this.hasGap = true
      this.seq = Number(seq)
    } else if (type === "snapshot") {
      this.seq = Number(seq)
      this.ready.resolve()
    } else if (type === "resync") this.resyncs++
    else if (type === "status") {
      const sentAt = SENT.exec(head)?.[1]
      if (sentAt !== undefined) this.delays.push(performance.timeOrigin + performance.now() - Number(sentAt))
    }
  }
}

function open(reader: Reader, { url, token }: { url: string; token: string }): Socket {
  const { hostname, port, host } = new URL(url)
  const socket = connect(Number(port), hostname)
  socket.on("data", (chunk: Buffer) => reader.take(chunk))
  socket.on("error", reader.ready.reject)
  const head = [`Host: ${host}`, `Authorization: Bearer ${token}`, "Connection: Upgrade", "Upgrade: websocket"]
  const key = ["Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="]
  socket.write(`GET /v1/stream HTTP/1.1\r\n${[...head, ...key].join("\r\n")}\r\n\r\n`)
  return socket
}

const lines = createInterface({ input: process.stdin })
const [place] = (await once(lines, "line")) as [string]
const readers = Array.from({ length: Number(process.argv[2]) }, () => new Reader())
for (let at = 0; at < readers.length; at += CONNECTING_AT_ONCE) {
  const some = readers.slice(at, at + CONNECTING_AT_ONCE)
  for (const reader of some) open(reader, JSON.parse(place) as { url: string; token: string })
  await Promise.all(some.map(({ ready }) => ready.promise))
}
console.log("ready")
const [last] = (await once(lines, "line")) as [string]
const { until } = JSON.parse(last) as { until: number }
const giveUpAt = performance.now() + 10_000
while (readers.some(({ seq }) => seq < until) && performance.now() < giveUpAt)
  await new Promise((go) => setTimeout(go, 20))
const sum = (of: (reader: Reader) => number): number => readers.reduce((total, reader) => total + of(reader), 0)
const told = {
  frames: sum(({ frames }) => frames),
  bytes: sum(({ bytes }) => bytes),
  complete: readers.filter(({ seq, hasGap }) => seq >= until && !hasGap).length,
  resyncs: sum(({ resyncs }) => resyncs),
  delays: readers.flatMap(({ delays }) => delays),
}
process.stdout.write(`${JSON.stringify(told)}\n`, () => process.exit(0))
