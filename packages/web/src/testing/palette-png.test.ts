import assert from "node:assert/strict"
import { test } from "node:test"
import { crc32, deflateSync, inflateSync } from "node:zlib"
import { palettePng } from "./palette-png.ts"

function chunk(name: string, body: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(name, "latin1"), body])
  const ends = [Buffer.alloc(4), Buffer.alloc(4)] as const
  ends[0].writeUInt32BE(body.length)
  ends[1].writeUInt32BE(crc32(named))
  return Buffer.concat([ends[0], named, ends[1]])
}

/** Of rows as they lie in a PNG: the filter first. */
function png(rows: readonly (readonly number[])[], width: number): Buffer {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(rows.length, 4)
  head.set([8, 2], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  const data = deflateSync(Buffer.from(rows.flat()))
  return Buffer.concat([signature, chunk("IHDR", head), chunk("IDAT", data), chunk("IEND", Buffer.alloc(0))])
}

function parts(bytes: Buffer): ReadonlyMap<string, Buffer> {
  const found = new Map<string, Buffer>()
  for (let at = 8; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at)
    found.set(bytes.toString("latin1", at + 4, at + 8), bytes.subarray(at + 8, at + 8 + length))
    at += 12 + length
  }
  return found
}

/** The colours of all dots, row by row. */
function dots(bytes: Buffer, width: number): readonly string[] {
  const found = parts(bytes)
  const colours = (found.get("PLTE") ?? Buffer.alloc(0)).toString("hex").match(/.{6}/g) ?? []
  const rows = inflateSync(found.get("IDAT") ?? Buffer.alloc(0))
  return [...rows].filter((_, at) => at % (width + 1) !== 0).map((index) => colours[index] ?? "none")
}

test("rows of every filter, so each dot keeps its colour and costs one byte", () => {
  const picture = png(
    [
      [0, 10, 20, 30, 40, 50, 60],
      [1, 10, 20, 30, 30, 30, 30],
      [2, 0, 0, 0, 0, 0, 0],
      [3, 5, 10, 15, 15, 15, 15],
      [4, 0, 0, 0, 0, 0, 0],
    ],
    2,
  )
  const small = palettePng(picture)
  assert.deepEqual(dots(small, 2), [
    ...["0a141e", "28323c"],
    ...["0a141e", "28323c"],
    ...["0a141e", "28323c"],
    ...["0a141e", "28323c"],
    ...["0a141e", "28323c"],
  ])
  assert.equal(parts(small).get("IHDR")?.[9], 3)
})

test("more colours than a palette has, so each dot gets one that is near", () => {
  const width = 400
  const row = [0, ...Array.from({ length: width }, (_, x) => [x % 256, Math.floor(x / 2), 0]).flat()]
  const near = dots(palettePng(png([row], width)), width)
  assert.ok(new Set(near).size <= 256)
  for (const [x, colour] of near.entries()) {
    const [red, green] = [Number.parseInt(colour.slice(0, 2), 16), Number.parseInt(colour.slice(2, 4), 16)]
    assert.ok(Math.abs(red - (x % 256)) <= 4 && Math.abs(green - Math.floor(x / 2)) <= 4, `${x}: ${colour}`)
  }
})

test("something else than a picture of a screen, so it is refused", () => {
  assert.throws(() => palettePng(Buffer.from("GIF89a and more")), /no PNG/)
})
