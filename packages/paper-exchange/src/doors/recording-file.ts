// A file of OKX's history from disk: CSV or JSON as it is, or one or several of them in a zip, as OKX offers them for
// download. What they mean is engine/recordings.ts's; this file only unpacks.

import { readFileSync } from "node:fs"
import { basename } from "node:path"
import { crc32, inflateRawSync } from "node:zlib"
import { InvalidRecording, parseRecording, type Recording } from "../engine/recordings.ts"

/** What one file may hold unpacked. */
const UNPACKED_MAX = 512 * 1024 * 1024

const END_OF_DIRECTORY = 0x06054b50
const DIRECTORY_ENTRY = 0x02014b50
const LOCAL_ENTRY = 0x04034b50
const END_LENGTH = 22
const COMMENT_MAX = 65_535

/** Reads a file. Throws what reading throws, and InvalidRecording for what the file says. */
export function readRecording(path: string): Recording {
  const content = readFileSync(path)
  const name = basename(path)
  if (content.length < 4 || content.readUInt32LE(0) !== LOCAL_ENTRY) return parseRecording(content.toString(), name)
  const parts = unzip(content, name).map((entry) => parseRecording(entry.content.toString(), entry.name))
  return joinRecordings(parts)
}

/** Several recordings as one, in time order. */
export function joinRecordings(parts: readonly Recording[]): Recording {
  const trades = parts.flatMap((part) => part.trades).sort((a, b) => a.atMs - b.atMs)
  const candles = parts.flatMap((part) => part.candles).sort((a, b) => a.startMs - b.startMs)
  return { trades, candles }
}

interface Entry {
  readonly name: string
  readonly content: Buffer
}

/** The CSV and JSON files of a zip. */
export function unzip(zip: Buffer, file: string): Entry[] {
  const bad = (why: string): never => {
    throw new InvalidRecording(file, 1, undefined, why)
  }
  const end = endOfDirectory(zip)
  if (end === undefined) return bad("the zip file has no end; was it downloaded whole?")
  const count = zip.readUInt16LE(end + 10)
  let at = zip.readUInt32LE(end + 16)
  const entries: Entry[] = []
  for (let index = 0; index < count; index++) {
    if (at + 46 > zip.length || zip.readUInt32LE(at) !== DIRECTORY_ENTRY)
      return bad("the zip file's directory is broken")
    const nameLength = zip.readUInt16LE(at + 28)
    const name = zip.toString("utf8", at + 46, at + 46 + nameLength)
    if (/\.(csv|json|txt)$/i.test(name)) entries.push({ name, content: unpack(zip, at, bad) })
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32)
  }
  return entries.length === 0 ? bad("the zip file holds no CSV or JSON file") : entries
}

function endOfDirectory(zip: Buffer): number | undefined {
  const lowest = Math.max(0, zip.length - END_LENGTH - COMMENT_MAX)
  for (let at = zip.length - END_LENGTH; at >= lowest; at--) {
    if (zip.readUInt32LE(at) === END_OF_DIRECTORY) return at
  }
  return undefined
}

function unpack(zip: Buffer, entryAt: number, bad: (why: string) => never): Buffer {
  const method = zip.readUInt16LE(entryAt + 10)
  const checksum = zip.readUInt32LE(entryAt + 16)
  const packedLength = zip.readUInt32LE(entryAt + 20)
  const length = zip.readUInt32LE(entryAt + 24)
  const localAt = zip.readUInt32LE(entryAt + 42)
  if (length > UNPACKED_MAX) return bad(`unpacks to more than ${UNPACKED_MAX} bytes; cut the file`)
  if (localAt + 30 > zip.length || zip.readUInt32LE(localAt) !== LOCAL_ENTRY) return bad("the zip file is broken")
  const begin = localAt + 30 + zip.readUInt16LE(localAt + 26) + zip.readUInt16LE(localAt + 28)
  const packed = zip.subarray(begin, begin + packedLength)
  if (method !== 0 && method !== 8) return bad(`packed by method ${method}; expected stored or deflated`)
  let content: Buffer
  try {
    content = method === 0 ? packed : inflateRawSync(packed, { maxOutputLength: UNPACKED_MAX })
  } catch (error) {
    return bad(`cannot be unpacked: ${error instanceof Error ? error.message : String(error)}`)
  }
  return crc32(content) === checksum && content.length === length
    ? content
    : bad("the checksum is wrong; download it anew")
}
