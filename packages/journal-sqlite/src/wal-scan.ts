// Reads a write-ahead log before SQLite does. SQLite ends recovery silently at the first frame whose checksum fails; that is right for a torn tail
// and wrong when acknowledged commits follow the broken frame. This tells the two apart. Format: https://www.sqlite.org/fileformat2.html#walformat

import { closeSync, fstatSync, openSync, readSync } from "node:fs"
import { endianness } from "node:os"

const HEADER_BYTES = 32
const FRAME_HEADER_BYTES = 24
const MAGIC_LITTLE_ENDIAN = 0x377f0682
const MAGIC_BIG_ENDIAN = 0x377f0683
/** How far a read goes at once; a frame is 4 KiB and a bit. */
const READ_BYTES = 1 << 20

/**
 * absent: nothing to recover · whole: every frame up to the end, or to a former use of the file, is good · torn: the end is missing or broken and
 * no commit follows, so nothing that was acknowledged is lost · damaged: commits follow a broken frame.
 */
export type WalVerdict =
  | { readonly kind: "absent" }
  | { readonly kind: "whole"; readonly commits: number }
  | { readonly kind: "torn"; readonly commits: number; readonly frame: number }
  | { readonly kind: "damaged"; readonly commits: number; readonly frame: number; readonly laterCommits: number }

interface Sums {
  readonly first: number
  readonly second: number
}

interface Frame {
  readonly salt1: number
  readonly salt2: number
  readonly isCommit: boolean
  readonly pageNumber: number
  readonly stored: Sums
  /** Checksum of this frame after a frame whose checksum was `before`. */
  sumsAfter(before: Sums): Sums
}

/** `pageBytes` is the database's page size, for a log whose own header can no longer say it. */
export function scanWal(file: string, pageBytes: number): WalVerdict {
  let descriptor: number
  try {
    descriptor = openSync(file, "r")
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return { kind: "absent" }
    throw error
  }
  try {
    return scan(descriptor, fstatSync(descriptor).size, pageBytes)
  } finally {
    closeSync(descriptor)
  }
}

function scan(descriptor: number, size: number, databasePageBytes: number): WalVerdict {
  if (size < HEADER_BYTES + FRAME_HEADER_BYTES) return { kind: "absent" }
  const header = Buffer.alloc(HEADER_BYTES)
  readSync(descriptor, header, 0, HEADER_BYTES, 0)
  const magic = header.readUInt32BE(0)
  const stored = { first: header.readUInt32BE(24), second: header.readUInt32BE(28) }
  // SQLite writes checksums in the machine's own byte order and says in the magic number which one that was.
  const saysLittle = magic === MAGIC_LITTLE_ENDIAN
  const headerIsGood =
    (saysLittle || magic === MAGIC_BIG_ENDIAN) &&
    equal(checksum(header.subarray(0, 24), { first: 0, second: 0 }, saysLittle), stored)
  const littleEndian = headerIsGood ? saysLittle : endianness() === "LE"
  const pageBytes = headerIsGood ? header.readUInt32BE(8) : databasePageBytes
  const salts = { salt1: header.readUInt32BE(16), salt2: header.readUInt32BE(20) }
  const frames = framesOf(descriptor, size, pageBytes, littleEndian)
  return headerIsGood ? judge(frames, salts, stored) : judgeWithoutHeader(frames, salts)
}

/** Follows the chain of checksums; after the first break it looks for commits that must have come later. */
function judge(frames: Iterable<Frame>, salts: { salt1: number; salt2: number }, start: Sums): WalVerdict {
  let commits = 0
  let number = 0
  let chain = start
  let broken:
    | { readonly frame: number; readonly stored: Sums; readonly computed: Sums; readonly unwritten: boolean }
    | undefined
  const later = { commits: 0, afterCommit: 0 }
  let before: Sums[] = []
  for (const frame of frames) {
    number++
    const saltsMatch = frame.salt1 === salts.salt1 && frame.salt2 === salts.salt2
    if (broken === undefined) {
      const computed = frame.sumsAfter(chain)
      if (saltsMatch && frame.pageNumber > 0 && equal(computed, frame.stored)) {
        chain = computed
        if (frame.isCommit) commits++
        continue
      }
      const unwritten = frame.salt1 !== salts.salt1 && frame.salt2 !== salts.salt2
      broken = { frame: number, stored: frame.stored, computed, unwritten }
      before = [frame.stored, computed]
      continue
    }
    // A frame of this log that fits its neighbour was written whole; one of a former use of the file has other salts.
    if (saltsMatch && frame.pageNumber > 0 && before.some((sums) => equal(frame.sumsAfter(sums), frame.stored))) {
      if (later.commits > 0) later.afterCommit++
      if (frame.isCommit) later.commits++
    }
    before = [frame.stored]
  }
  if (broken === undefined) return { kind: "whole", commits }
  if (later.commits === 0)
    return broken.unwritten ? { kind: "whole", commits } : { kind: "torn", commits, frame: broken.frame }
  // A frame that was never written, inside the very last commit: the disk wrote its pages out of order and lost power before the sync that
  // would have let us acknowledge it. A flipped bit cannot look like that, for it leaves at least one of the two salts as it was.
  if (broken.unwritten && later.commits === 1 && later.afterCommit === 0) {
    return { kind: "torn", commits, frame: broken.frame }
  }
  return { kind: "damaged", commits, frame: broken.frame, laterCommits: later.commits }
}

/** The header is synced before the first frame is written, so a broken one over good frames of its own salts is damage. */
function judgeWithoutHeader(frames: Iterable<Frame>, salts: { salt1: number; salt2: number }): WalVerdict {
  let before: Sums | undefined
  let laterCommits = 0
  let number = 0
  for (const frame of frames) {
    number++
    const ofThisLog = frame.salt1 === salts.salt1 || frame.salt2 === salts.salt2
    const fits = before === undefined ? number === 1 : equal(frame.sumsAfter(before), frame.stored)
    if (ofThisLog && fits && frame.isCommit) laterCommits++
    before = frame.stored
  }
  return laterCommits === 0
    ? { kind: "torn", commits: 0, frame: 0 }
    : { kind: "damaged", commits: 0, frame: 0, laterCommits }
}

function* framesOf(descriptor: number, size: number, pageBytes: number, littleEndian: boolean): Generator<Frame> {
  const frameBytes = FRAME_HEADER_BYTES + pageBytes
  const framesPerRead = Math.max(1, Math.floor(READ_BYTES / frameBytes))
  const buffer = Buffer.alloc(framesPerRead * frameBytes)
  for (let position = HEADER_BYTES; position + frameBytes <= size; position += buffer.length) {
    const read = readSync(descriptor, buffer, 0, Math.min(buffer.length, size - position), position)
    for (let offset = 0; offset + frameBytes <= read; offset += frameBytes) {
      yield frameIn(buffer.subarray(offset, offset + frameBytes), littleEndian)
    }
  }
}

function frameIn(bytes: Buffer, littleEndian: boolean): Frame {
  return {
    pageNumber: bytes.readUInt32BE(0),
    isCommit: bytes.readUInt32BE(4) !== 0,
    salt1: bytes.readUInt32BE(8),
    salt2: bytes.readUInt32BE(12),
    stored: { first: bytes.readUInt32BE(16), second: bytes.readUInt32BE(20) },
    sumsAfter: (before) =>
      checksum(bytes.subarray(FRAME_HEADER_BYTES), checksum(bytes.subarray(0, 8), before, littleEndian), littleEndian),
  }
}

/** SQLite's running checksum over pairs of 32-bit words. */
function checksum(bytes: Uint8Array, from: Sums, littleEndian: boolean): Sums {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let first = from.first | 0
  let second = from.second | 0
  for (let offset = 0; offset < bytes.byteLength; offset += 8) {
    first = (first + view.getUint32(offset, littleEndian) + second) | 0
    second = (second + view.getUint32(offset + 4, littleEndian) + first) | 0
  }
  return { first: first >>> 0, second: second >>> 0 }
}

function equal(a: Sums, b: Sums): boolean {
  return a.first === b.first && a.second === b.second
}
