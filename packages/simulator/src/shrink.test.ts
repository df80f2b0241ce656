import assert from "node:assert/strict"
import { test } from "node:test"
import { changedPlan, drawPlan, FAULT_CLASSES, type FaultPlan, levelOf } from "./fault-plan.ts"
import { Chance } from "./random.ts"
import { repeatCommand, shrink, shrunkReport } from "./shrink.ts"

const ALL: FaultPlan = changedPlan(drawPlan(new Chance("shrink")), {
  classes: Object.fromEntries(FAULT_CLASSES.map((name) => [name, "storm"])),
  accounts: 2,
  stormMs: 60_000,
  wishes: 600,
})

test("two faults and a while are enough to break it, so nothing else is left of the plan", async () => {
  const breaks = async (_seed: number, plan: FaultPlan) => {
    const both = levelOf(plan, "F2") !== "off" && levelOf(plan, "I1") !== "off"
    return both && plan.stormMs > 3_000 && plan.wishes >= 10 ? "S1" : undefined
  }
  const shrunk = await shrink({ seed: 7, plan: ALL, invariant: "S1" }, { breaks })
  const { plan, runs, change } = shrunk
  const left = FAULT_CLASSES.filter((name) => levelOf(plan, name) !== "off")
  assert.deepEqual(left, ["F2", "I1"])
  assert.equal(levelOf(plan, "F2"), "rare")
  assert.equal(plan.accounts, 1)
  assert.ok(plan.stormMs > 3_000 && plan.stormMs < 4_500, `${plan.stormMs}`)
  assert.ok(plan.wishes >= 10 && plan.wishes < 15, `${plan.wishes}`)
  assert.ok(runs < 200)
  assert.deepEqual(changedPlan(ALL, change), plan)
  assert.match(shrunkReport(shrunk), /^S1 still breaks with F2 rare, I1 rare; \d+ wishes/)
})

test("another promise breaks in the smaller world, so it does not count", async () => {
  const breaks = async (_seed: number, plan: FaultPlan) => (plan === ALL ? "S1" : "L2")
  const { plan, change } = await shrink({ seed: 7, plan: ALL, invariant: "S1" }, { breaks })
  assert.equal(plan, ALL)
  assert.deepEqual(change, {})
})

test("the worlds are limited, so it ends", async () => {
  let runs = 0
  const breaks = async () => {
    runs++
    return "S1"
  }
  const shrunk = await shrink({ seed: 7, plan: ALL, invariant: "S1" }, { breaks, runsMax: 5 })
  assert.equal(shrunk.runs, 5)
  assert.equal(runs, 5)
})

test("a failure is told by a command that repeats it, so it can be seen again", () => {
  assert.equal(repeatCommand(9, {}), "npm run sim -- --seed 9 --trace")
  const command = repeatCommand(9, { classes: { F1: "off" }, wishes: 3 })
  assert.equal(command, `npm run sim -- --seed 9 --plan '{"classes":{"F1":"off"},"wishes":3}' --trace`)
})
