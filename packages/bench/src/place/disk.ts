// What the disk asks for durability, without any database: 512 bytes at the end of a file, and fdatasync.

import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Measurement } from "../bench.ts"
import { median } from "../rounds.ts"

const BLOCK = Buffer.alloc(512, 1)

/** Microseconds of one append, the median of `count`. */
export function appendsToDisk(count: number): Measurement {
  const directory = mkdtempSync(join(tmpdir(), "bench-disk-"))
  try {
    const file = openSync(join(directory, "appended"), "a")
    const tookUs = Array.from({ length: count }, () => {
      const began = performance.now()
      writeSync(file, BLOCK)
      fdatasyncSync(file)
      return (performance.now() - began) * 1_000
    })
    closeSync(file)
    return { value: median(tookUs) }
  } finally {
    rmSync(directory, { recursive: true })
  }
}
