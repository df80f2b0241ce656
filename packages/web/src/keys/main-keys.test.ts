// Giving a command another key: what is taken is refused with who has it, and the table knows every key that a screen registers.

import assert from "node:assert/strict"
import { readdirSync, readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { test } from "node:test"
import { keyConflict, keysNow, MAIN_KEYS, withKey } from "./main-keys.ts"

const TABLE = [
  { id: "cancel", title: "Cancel", group: "Orders", keys: "x" },
  { id: "amend", title: "Amend", group: "Orders", keys: "e" },
]

test("a key of another command, so it is refused by that command's name, also where the person gave it", () => {
  assert.match(keyConflict("cancel", "e", {}, TABLE) ?? "", /the key of “Amend”/)
  assert.match(keyConflict("cancel", "q", { amend: "q" }, TABLE) ?? "", /the key of “Amend”/)
  assert.equal(keyConflict("cancel", "e", { amend: "q" }, TABLE), undefined)
  assert.equal(keyConflict("cancel", "x", {}, TABLE), undefined)
})

test("a key of tables, fields or the browser, so it is refused with who needs it", () => {
  assert.match(keyConflict("cancel", "j", {}, TABLE) ?? "", /needed by tables/)
  assert.match(keyConflict("cancel", "Escape", {}, TABLE) ?? "", /fields and dialogs/)
  assert.match(keyConflict("cancel", "ctrl+w", {}, TABLE) ?? "", /the browser/)
})

test("the key that a command has by itself, so nothing of it is kept", () => {
  assert.deepEqual(withKey("cancel", "c", { amend: "q" }, TABLE), { amend: "q", cancel: "c" })
  assert.deepEqual(withKey("cancel", "x", { cancel: "c", amend: "q" }, TABLE), { amend: "q" })
  const [cancel] = TABLE
  assert.ok(cancel !== undefined)
  assert.deepEqual([keysNow(cancel, {}), keysNow(cancel, { cancel: "c" })], ["x", "c"])
})

test("the table itself, so no two commands have one key and none has a key that is taken", () => {
  for (const { id, keys } of MAIN_KEYS) assert.equal(keyConflict(id, keys, {}), undefined, id)
})

test("every key that a screen registers, so it is in the table and can be refused to others", () => {
  const known = new Map(MAIN_KEYS.map(({ id, keys }) => [id, keys]))
  for (const [id, keys] of registered()) assert.equal(known.get(id), keys, `${id} with ${keys} is not in MAIN_KEYS`)
})

/** `id: "orders.cancel" ... keys: "x"` as the sources write a command. */
function registered(): readonly (readonly [id: string, keys: string])[] {
  const root = resolve(import.meta.dirname, "..")
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter(
    (name) => /\.tsx?$/.test(name) && !name.includes(".test.") && !name.endsWith("main-keys.ts"),
  )
  return files.flatMap((name) => {
    const text = readFileSync(join(root, name), "utf8")
    if (!text.includes("useCommands")) return []
    return [...text.matchAll(/\bid: "([\w.-]+)",(?:(?!\bid: ")[\s\S])*?\bkeys: "([^"]+)"/g)].map(
      ([, id = "", keys = ""]) => [id, keys] as const,
    )
  })
}
