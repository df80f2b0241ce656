// WebSocket frames by hand, as cheap as they can be: whole text frames in and out, no extensions, no fragments. It relies on
// clients that mask and do not split, as ws and Node's own do; what the texts mean is for others.

import { createHash } from "node:crypto"

const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
const TEXT = 0x1
const CLOSE = 0x8
const PING = 0x9
const PONG = 0x8a

export function upgradeAnswer(key: string): Buffer {
  const accept = createHash("sha1")
    .update(key + GUID)
    .digest("base64")
  return Buffer.from(
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
      `Sec-WebSocket-Accept: ${accept}\r\n\r\n`,
  )
}

/** One text as one frame. */
export function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text)
  const head = length < 126 ? 2 : length < 65_536 ? 4 : 10
  const frame = Buffer.allocUnsafe(head + length)
  frame[0] = 0x80 | TEXT
  if (head === 2) frame[1] = length
  else if (head === 4) {
    frame[1] = 126
    frame.writeUInt16BE(length, 2)
  } else {
    frame[1] = 127
    frame.writeBigUInt64BE(BigInt(length), 2)
  }
  frame.write(text, head, "utf8")
  return frame
}

export interface FrameHandlers {
  readonly text: (text: string) => void
  readonly answer: (frame: Buffer) => void
  readonly closed: () => void
}

/** Reads the whole frames at the beginning of `data`; gives back what is left. */
export function readFrames(data: Buffer, on: FrameHandlers): Buffer {
  let at = 0
  while (data.length - at >= 2) {
    const kind = data.readUInt8(at) & 15
    const masked = (data.readUInt8(at + 1) & 128) !== 0
    let length = data.readUInt8(at + 1) & 127
    let head = 2
    if (length === 126) {
      if (data.length - at < 4) break
      length = data.readUInt16BE(at + 2)
      head = 4
    } else if (length === 127) {
      if (data.length - at < 10) break
      length = Number(data.readBigUInt64BE(at + 2))
      head = 10
    }
    const from = at + head + (masked ? 4 : 0)
    if (data.length < from + length) break
    if (masked) unmask(data, from, length)
    const payload = data.subarray(from, from + length)
    at = from + length
    if (kind === TEXT) on.text(payload.toString("utf8"))
    else if (kind === PING) on.answer(Buffer.concat([Buffer.from([PONG, payload.length]), payload]))
    else if (kind === CLOSE) on.closed()
  }
  return data.subarray(at)
}

/** The mask lies in the four bytes before the payload. */
function unmask(data: Buffer, from: number, length: number): void {
  const word = data.readInt32LE(from - 4)
  const whole = length & ~3
  for (let at = from; at < from + whole; at += 4) data.writeInt32LE(data.readInt32LE(at) ^ word, at)
  for (let rest = whole; rest < length; rest++) {
    data[from + rest] = (data[from + rest] ?? 0) ^ ((word >> (8 * (rest & 3))) & 255)
  }
}
