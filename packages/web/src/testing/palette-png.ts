// A picture of a screen made small: at most 256 colours, one byte for each dot. Pages have few colours; what letters' edges lose nobody sees. It reads and writes
// PNG as browsers make it: eight bits, no interlace. Pure.

import { crc32, deflateSync, inflateSync } from "node:zlib"

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const COLOURS_MAX = 256
const PALETTE = 3
/** Bytes of a dot by the picture's kind of colour. */
const CHANNELS: Readonly<Record<number, number>> = { 2: 3, 6: 4 }

interface Picture {
  readonly width: number
  readonly height: number
  /** Three bytes a dot. */
  readonly dots: Uint8Array
}

/** Throws on what is no PNG of a screen. */
export function palettePng(png: Uint8Array): Buffer {
  const { width, height, dots } = read(png)
  const palette = paletteOf(dots)
  const nearest = nearestIn(palette)
  const rows = Buffer.alloc((width + 1) * height)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) rows[y * (width + 1) + 1 + x] = nearest(colourAt(dots, y * width + x))
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, PALETTE, 0, 0, 0], 8)
  const colours = Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]))
  const parts = [chunk("IHDR", head), chunk("PLTE", colours), chunk("IDAT", deflateSync(rows, { level: 9 }))]
  return Buffer.concat([SIGNATURE, ...parts, chunk("IEND", Buffer.alloc(0))])
}

/** The colours that are most of the picture. */
function paletteOf(dots: Uint8Array): readonly number[] {
  const counts = new Map<number, number>()
  for (let dot = 0; dot < dots.length / 3; dot++) {
    const colour = colourAt(dots, dot)
    counts.set(colour, (counts.get(colour) ?? 0) + 1)
  }
  const common = [...counts].sort((a, b) => b[1] - a[1]).map(([colour]) => colour)
  // Half by how often they are; the other half so that no colour is far from all of them.
  const chosen = common.slice(0, COLOURS_MAX / 2)
  const far = new Map(common.slice(COLOURS_MAX / 2).map((colour) => [colour, Number.POSITIVE_INFINITY]))
  for (const known of chosen) for (const [colour, least] of far) far.set(colour, Math.min(least, apart(colour, known)))
  while (chosen.length < COLOURS_MAX && far.size > 0) {
    let farthest = 0
    let most = -1
    for (const [colour, least] of far) {
      if (least <= most) continue
      farthest = colour
      most = least
    }
    far.delete(farthest)
    chosen.push(farthest)
    for (const [colour, least] of far) far.set(colour, Math.min(least, apart(colour, farthest)))
  }
  return chosen
}

function nearestIn(palette: readonly number[]): (colour: number) => number {
  const known = new Map(palette.map((colour, index) => [colour, index]))
  return (colour) => {
    const found = known.get(colour)
    if (found !== undefined) return found
    let nearest = 0
    let least = Number.POSITIVE_INFINITY
    for (const [index, other] of palette.entries()) {
      const distance = apart(colour, other)
      if (distance >= least) continue
      nearest = index
      least = distance
    }
    known.set(colour, nearest)
    return nearest
  }
}

function apart(a: number, b: number): number {
  const [red, green, blue] = [(a >> 16) - (b >> 16), ((a >> 8) & 255) - ((b >> 8) & 255), (a & 255) - (b & 255)]
  return red * red + green * green + blue * blue
}

function colourAt(dots: Uint8Array, dot: number): number {
  return ((dots[dot * 3] ?? 0) << 16) | ((dots[dot * 3 + 1] ?? 0) << 8) | (dots[dot * 3 + 2] ?? 0)
}

function read(png: Uint8Array): Picture {
  const bytes = Buffer.from(png.buffer, png.byteOffset, png.byteLength)
  if (!bytes.subarray(0, 8).equals(SIGNATURE)) throw new Error("no PNG")
  const data: Buffer[] = []
  let head: Buffer = Buffer.alloc(0)
  for (let at = 8; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at)
    const name = bytes.toString("latin1", at + 4, at + 8)
    const body = bytes.subarray(at + 8, at + 8 + length)
    if (name === "IHDR") head = body
    if (name === "IDAT") data.push(body)
    at += 12 + length
  }
  const [width, height] = [head.readUInt32BE(0), head.readUInt32BE(4)]
  const channels = CHANNELS[head[9] ?? -1]
  if (head[8] !== 8 || channels === undefined || head[12] !== 0) throw new Error("a PNG of another kind")
  const lines = unfiltered(inflateSync(Buffer.concat(data)), { width, height, channels })
  const dots = new Uint8Array(width * height * 3)
  for (let dot = 0; dot < width * height; dot++) {
    for (let part = 0; part < 3; part++) dots[dot * 3 + part] = lines[dot * channels + part] ?? 0
  }
  return { width, height, dots }
}

/** Each line tells how its bytes are differences to those before and above. */
function unfiltered(
  raw: Uint8Array,
  { width, height, channels }: { readonly width: number; readonly height: number; readonly channels: number },
): Uint8Array {
  const length = width * channels
  const out = new Uint8Array(length * height)
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (length + 1)] ?? 0
    for (let x = 0; x < length; x++) {
      const left = x < channels ? 0 : (out[y * length + x - channels] ?? 0)
      const above = y === 0 ? 0 : (out[(y - 1) * length + x] ?? 0)
      const corner = x < channels || y === 0 ? 0 : (out[(y - 1) * length + x - channels] ?? 0)
      const guesses = [0, left, above, (left + above) >> 1, paeth(left, above, corner)]
      out[y * length + x] = (raw[y * (length + 1) + 1 + x] ?? 0) + (guesses[filter] ?? 0)
    }
  }
  return out
}

function paeth(left: number, above: number, corner: number): number {
  const guess = left + above - corner
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - above), Math.abs(guess - corner)]
  if (a <= b && a <= c) return left
  return b <= c ? above : corner
}

function chunk(name: string, body: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(name, "latin1"), body])
  const out = Buffer.alloc(named.length + 8)
  out.writeUInt32BE(body.length, 0)
  named.copy(out, 4)
  out.writeUInt32BE(crc32(named), named.length + 4)
  return out
}
