import assert from "node:assert/strict"
import { test } from "node:test"
import { TestManager } from "./contract/test-manager.ts"
import { logNotable } from "./event-log.ts"

test("trading is halted and resumed, so the log says both and nothing of the rest", async () => {
  const desk = await TestManager.start()
  await desk.submit()
  await desk.during(desk.manager.halt("halt", "a person looks"))
  await desk.during(desk.manager.resume("looked"))
  const said: string[] = []
  const say = (message: string): void => void said.push(message)
  logNotable(desk.journal.appends.flat(), { info: say, warn: say, error: say })
  assert.deepEqual(said, ["trading is halted; cancels still go out", "trading is resumed"])
})
