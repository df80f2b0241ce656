// Commands without a page: what keys are called, who hears them, and that what concerns many must be pressed twice.

import assert from "node:assert/strict"
import { test } from "node:test"
import { CommandRegistry, found, keysOf, type PageCommand } from "./commands.ts"

const press = { key: "x", ctrlKey: false, metaKey: false, altKey: false, shiftKey: false }

function command(id: string, more: Partial<PageCommand> = {}): PageCommand {
  return { id, title: id, group: "Tests", run: () => {}, ...more }
}

test("what was pressed, so letters are lower case, signs are themselves and modifiers alone are nothing", () => {
  const keys = [
    press,
    { ...press, key: "X", shiftKey: true },
    { ...press, key: "?", shiftKey: true },
    { ...press, key: "k", metaKey: true },
    { ...press, key: "Control", ctrlKey: true },
    { ...press, key: "Enter", shiftKey: true },
  ].map(keysOf)
  assert.deepEqual(keys, ["x", "shift+x", "?", "ctrl+k", undefined, "shift+Enter"])
})

test("a bulk command, so the first press arms it, the second soon after runs it, and a late one arms it again", () => {
  let now = 0
  let runs = 0
  const registry = new CommandRegistry(() => now)
  registry.put(Symbol(), [command("all", { keys: "shift+x", arm: "cancels 3 orders", run: () => void runs++ })])
  assert.match(registry.press("shift+x")?.told ?? "", /Press shift\+x again: cancels 3 orders/)
  now = 2_000
  assert.equal(registry.press("shift+x")?.told, undefined)
  assert.equal(runs, 1)
  registry.press("shift+x")
  now = 9_000
  assert.notEqual(registry.press("shift+x")?.told, undefined)
  assert.equal(runs, 1)
})

test("a key that a person gave, so the command hears it and no longer its own, and the help shows it", () => {
  const ran: string[] = []
  const registry = new CommandRegistry()
  registry.put(Symbol(), [command("cancel", { keys: "x", run: () => void ran.push("cancel") })])
  registry.rekey({ cancel: "c", elsewhere: "y" })
  assert.equal(registry.press("x"), undefined)
  registry.press("c")
  assert.deepEqual([ran, registry.all[0]?.keys], [["cancel"], "c"])
  registry.rekey({})
  registry.press("x")
  assert.deepEqual(ran, ["cancel", "cancel"])
})

test("a command that cannot be done now, so it says why and does nothing; one whose screen left is not heard", () => {
  const registry = new CommandRegistry()
  const owner = Symbol()
  let runs = 0
  registry.put(owner, [command("amend", { keys: "e", off: "no row has the focus", run: () => void runs++ })])
  assert.equal(registry.press("e")?.told, "no row has the focus")
  registry.remove(owner)
  assert.equal(registry.press("e"), undefined)
  assert.equal(runs, 0)
})

test("words typed into the palette, so what begins with them comes first and every word must be there", () => {
  const commands = [command("Cancel all"), command("Orders: cancel"), command("Go to orders")]
  assert.deepEqual(
    found(commands, "cancel").map(({ id }) => id),
    ["Cancel all", "Orders: cancel"],
  )
  assert.deepEqual(
    found(commands, "or can").map(({ id }) => id),
    ["Orders: cancel"],
  )
})
