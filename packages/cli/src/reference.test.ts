// What is made of the command table (docs/cli.md, help, completion) is complete and fits it.

import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { test } from "node:test"
import { COMMANDS } from "./commands/index.ts"
import { optionsOf } from "./common-options.ts"
import { completionScript } from "./completion.ts"
import { REFERENCE_FILE, referenceText } from "./reference.ts"
import { ran } from "./testing/fake-terminal.ts"

test("docs/cli.md, so it is what the command table says (write it: node packages/cli/src/reference.ts)", () => {
  assert.equal(readFileSync(REFERENCE_FILE, "utf8"), referenceText(COMMANDS))
})

test("help of every command, so each option and argument is told and no line is wider than 110 columns", async () => {
  for (const one of COMMANDS) {
    const { exit, printed } = await ran(`help ${one.name}`)
    assert.equal(exit, 0)
    if (one.passes !== true)
      for (const name of Object.keys(optionsOf(one))) assert.ok(printed.includes(`--${name}`), `${one.name} --${name}`)
    for (const { name } of one.args) assert.ok(printed.includes(name), `${one.name} ${name}`)
    for (const line of printed.split("\n")) assert.ok(line.length <= 110, `${one.name}: ${line}`)
  }
})

test("all commands at a glance, so every one is listed and nothing is wider than 100 columns", async () => {
  const { printed } = await ran("--help")
  for (const { name, summary } of COMMANDS) assert.ok(printed.includes(name) && printed.includes(summary), name)
  for (const line of printed.split("\n")) assert.ok(line.length <= 102, line)
})

/** What bash would offer after these words; undefined where there is no bash. */
function offered(words: readonly string[]): readonly string[] | undefined {
  const script = `${completionScript("bash", COMMANDS)}
COMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${words.length - 1}; _oms; printf '%s\\n' "\${COMPREPLY[@]}"`
  const { status, stdout, error } = spawnSync("bash", ["-c", script], { encoding: "utf8" })
  if (error !== undefined) return undefined
  assert.equal(status, 0)
  return stdout.split("\n").filter(Boolean)
}

test("completion of bash, so commands, their words and their options are offered", (context) => {
  const first = offered(["oms", "or"])
  if (first === undefined) return context.diagnostic("skipped: there is no bash on this machine")
  assert.deepEqual(first, ["order"])
  assert.deepEqual(offered(["oms", "order", "ca"]), ["cancel", "cancel-all"])
  assert.deepEqual(offered(["oms", "order", "place", "b"]), ["buy"])
  assert.deepEqual(offered(["oms", "order", "place", "BTC-USDT", "buy", "--type", "po"]), ["post_only"])
  assert.deepEqual(offered(["oms", "order", "place", "--pri"]), ["--price"])
  assert.deepEqual(offered(["oms", "halt", "--y"]), ["--yes"])
})

test("completion of every shell, so each command is in it", async () => {
  for (const shell of ["bash", "zsh", "fish"]) {
    const { exit, printed } = await ran(`completion ${shell}`)
    assert.equal(exit, 0)
    for (const { name } of COMMANDS) assert.ok(printed.includes(name.split(" ").at(-1) ?? name), `${shell}: ${name}`)
  }
})
