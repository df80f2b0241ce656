// Recordings on disk: plain files and the zips that OKX offers, also broken ones.

import assert from "node:assert/strict"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, test } from "node:test"
import { crc32, deflateRawSync } from "node:zlib"
import { InvalidRecording } from "../engine/recordings.ts"
import { readRecording } from "./recording-file.ts"

const directory = mkdtempSync(join(tmpdir(), "recording-"))
after(() => rmSync(directory, { recursive: true }))

const CSV = "trade_id,side,price,size,created_time\n1,buy,100,2,1700000000000\n"

function written(name: string, content: string | Buffer): string {
  const path = join(directory, name)
  writeFileSync(path, content)
  return path
}

/** A zip of one file. */
function zipOf(name: string, text: string, method: 0 | 8): Buffer {
  const content = Buffer.from(text)
  const packed = method === 0 ? content : deflateRawSync(content)
  const nameBytes = Buffer.from(name)
  const common = Buffer.alloc(26)
  common.writeUInt16LE(20, 0)
  common.writeUInt16LE(method, 4)
  common.writeUInt32LE(crc32(content), 10)
  common.writeUInt32LE(packed.length, 14)
  common.writeUInt32LE(content.length, 18)
  common.writeUInt16LE(nameBytes.length, 22)
  const local = Buffer.concat([Buffer.from("PK\x03\x04"), common, nameBytes, packed])
  const entry = Buffer.concat([Buffer.from("PK\x01\x02\x14\x00"), common, Buffer.alloc(14), nameBytes])
  const end = Buffer.alloc(22)
  end.write("PK\x05\x06", "latin1")
  end.writeUInt16LE(1, 8)
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(entry.length, 12)
  end.writeUInt32LE(local.length, 16)
  return Buffer.concat([local, entry, end])
}

test("a plain file and the same in a zip, stored and deflated, so all say the same", () => {
  const plain = readRecording(written("SOL-USDT-trades-2026-01-01.csv", CSV))
  assert.equal(plain.trades[0]?.instId, "SOL-USDT")
  for (const method of [0, 8] as const) {
    const zip = zipOf("SOL-USDT-trades-2026-01-01.csv", CSV, method)
    assert.deepEqual(readRecording(written(`any${method}.zip`, zip)), plain)
  }
})

test("a zip cut short, one with a wrong byte, one without a table, so each is said and nothing is played", () => {
  const zip = zipOf("SOL-USDT-trades.csv", CSV, 8)
  const wrong = Buffer.from(zip)
  wrong[zip.indexOf("PK\x01\x02") + 17] = 0
  for (const [name, content, said] of [
    ["cut.zip", zip.subarray(0, zip.length - 30), /no end/],
    ["wrong.zip", wrong, /checksum/],
    ["none.zip", zipOf("readme.pdf", "x", 0), /no CSV/],
  ] as const) {
    assert.throws(
      () => readRecording(written(name, content)),
      (error) => error instanceof InvalidRecording && said.test(error.message) && error.message.startsWith(name),
    )
  }
})
