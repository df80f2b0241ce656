import assert from "node:assert/strict"
import { test } from "node:test"
import { addCoverage, CoverageCounter, coverageReport, neverFired, newCoverage } from "./coverage.ts"
import { ACCOUNT, Story } from "./testing/story.ts"

/** The coverage of a story's durable events. */
function met(story: Story): CoverageCounter {
  const counter = new CoverageCounter()
  const stamp = { atMs: 0, generation: 1, account: ACCOUNT, epoch: 1 }
  counter.observe({ kind: "appending", events: story.durable, ...stamp })
  counter.observe({ kind: "appended", firstSeq: 1, lastSeq: story.seq, result: "ok", ...stamp })
  return counter
}

test("an order goes through four states, so its edges and events are counted", () => {
  const { coverage } = met(new Story().lives(1).isCancelled(1))
  const { edges, events } = coverage
  for (const edge of ["None>Created", "Created>Validated", "Validated>Submitted", "Submitted>Acknowledged"])
    assert.equal(edges[edge], 1, edge)
  assert.equal(edges["Acknowledged>Cancelled"], 1)
  assert.equal(events.CancelRequested, 1)
})

test("an append that did not become durable, so nothing of it counts", () => {
  const counter = new CoverageCounter()
  const story = new Story().lives(1)
  const stamp = { atMs: 0, generation: 1, account: ACCOUNT, epoch: 1 }
  counter.observe({ kind: "appending", events: story.durable, ...stamp })
  counter.observe({ kind: "appended", firstSeq: 1, lastSeq: story.seq, result: "unknown", ...stamp })
  assert.deepEqual(counter.coverage.edges, {})
  assert.deepEqual(counter.coverage.moments, { "appended unknown": 1 })
})

test("faults that never struck, so they are told by class and by name", () => {
  const counter = new CoverageCounter()
  counter.observe({ kind: "fault", faultClass: "F1", name: "lost-request", atMs: 0, generation: 1 })
  const { faults } = neverFired(counter.coverage, { faults: ["lost-request", "silence"] })
  assert.ok(!faults.includes("F1") && faults.includes("F2") && faults.includes("silence"))
  assert.ok(!faults.includes("lost-request"))
  assert.match(coverageReport(counter.coverage, { faults: ["silence"] }), /never fired, faults: .*silence/)
})

test("two runs add up, so what one met the other need not", () => {
  const sum = newCoverage()
  addCoverage(sum, met(new Story().lives(1)).coverage)
  addCoverage(sum, met(new Story().lives(1).isCancelled(1)).coverage)
  assert.equal(sum.edges["Submitted>Acknowledged"], 2)
  assert.equal(sum.edges["Acknowledged>Cancelled"], 1)
})
