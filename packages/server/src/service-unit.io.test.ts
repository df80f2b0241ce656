// The systemd unit in deploy/: systemd's own check of it, how exposed systemd calls it, and that it names what this server reads.

import assert from "node:assert/strict"
import { execFile } from "node:child_process"
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type TestContext, test } from "node:test"
import { promisify } from "node:util"
import { CONFIG_FILE, VARIABLES } from "./config-file.ts"
import { STOP_LIMIT_MS } from "./stopping.ts"

const run = promisify(execFile)
const ROOT = join(import.meta.dirname, "../../..")
const UNIT = join(ROOT, "deploy/okx-oms.service")
/** On systemd's scale of 0 (closed) to 10, in tenths. */
const EXPOSURE_MAX = 20

function valuesOf(text: string, key: string): readonly string[] {
  return [...text.matchAll(new RegExp(`^${key}=(.*)$`, "gm"))].map(([, value = ""]) => value)
}

/** Skips where there is no systemd. */
async function analyze(t: TestContext, args: readonly string[]): Promise<string | undefined> {
  try {
    await run("systemd-analyze", ["--version"])
  } catch {
    t.skip("skipped: systemd-analyze is not on this machine")
    return undefined
  }
  const folder = await mkdtemp(join(tmpdir(), "okx-oms-unit-"))
  try {
    const text = await readFile(UNIT, "utf8")
    const unit = join(folder, "okx-oms.service")
    // Only here: the checkout is not where the unit expects it.
    await writeFile(unit, text.replaceAll("/opt/okx-oms/node_modules/.bin/node", process.execPath))
    const { stdout, stderr } = await run("systemd-analyze", [...args, unit])
    return stdout + stderr
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

test("systemd reads the unit, so it finds nothing to say", async (t) => {
  const said = await analyze(t, ["--man=no", "verify"])
  if (said !== undefined) assert.equal(said, "")
})

test("systemd's look at what the service may do, so it is little", async (t) => {
  const said = await analyze(t, ["security", "--offline=true", `--threshold=${EXPOSURE_MAX}`])
  if (said !== undefined) assert.match(said, /Overall exposure level/)
})

test("what the unit sets, so this server reads it, and the programs are where a checkout has them", async () => {
  const text = await readFile(UNIT, "utf8")
  const known = new Set([...VARIABLES.map(({ name }) => name), "OMS_CONFIG", "NODE_ENV"])
  const set = valuesOf(text, "Environment").map((value) => value.split("=")[0] ?? "")
  assert.deepEqual(
    set.filter((name) => !known.has(name)),
    [],
  )
  assert.ok(text.includes(`OMS_CONFIG=%E/okx-oms/${CONFIG_FILE}`))
  const [start = ""] = valuesOf(text, "ExecStart")
  for (const path of start.split(" ").filter((part) => part.endsWith(".ts"))) {
    await readFile(join(ROOT, path.replace("/opt/okx-oms/", "")))
  }
})

test("how long systemd waits for a stop, so the server's own limit comes first", async () => {
  const [seconds] = valuesOf(await readFile(UNIT, "utf8"), "TimeoutStopSec")
  assert.ok(Number(seconds) * 1000 >= STOP_LIMIT_MS + 10_000)
})
