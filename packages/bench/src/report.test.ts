// How figures are written, and what a reader must not miss: a goal that was missed, a machine that was busy, a quick run.

import assert from "node:assert/strict"
import { test } from "node:test"
import { atLeast, atMost } from "./bench.ts"
import { type Report, reportText, thousands } from "./report.ts"
import type { Figure } from "./rounds.ts"

const FIGURE: Figure = {
  name: "wire",
  unit: "ops/s",
  better: "higher",
  median: 6_543.21,
  least: 6_000,
  most: 7_000,
  ratio: 1,
  goal: 5_000,
  reached: true,
  beside: { "p99 ms": 4.56789 },
  rounds: [6_000, 6_543.21, 7_000],
}
const REPORT: Report = {
  bench: "paper",
  quick: false,
  at: "2026-01-01T00:00:00.000Z",
  machine: { processor: "Some CPU", cores: 2, memoryGb: 8, system: "Linux 6", node: "v26.0.0", loadBefore: 0.2 },
  setting: ["ten orders"],
  rounds: 3,
  figures: [FIGURE, { ...FIGURE, name: "engine, alone", goal: undefined, reached: undefined, beside: {}, ratio: 2 }],
  verdicts: [],
}

test("figures of any size, so thousands are apart and small ones keep two places", () => {
  assert.deepEqual([12_345.6, 123.4, 12.34, 4.56789, 0, Number.NaN].map(thousands), [
    "12,346",
    "123",
    "12.3",
    "4.57",
    "0",
    "-",
  ])
})

test("a report, so machine, setting, every column and the goal are told", () => {
  assert.equal(
    reportText(REPORT),
    [
      "paper: medians of 3 interleaved rounds",
      "  Some CPU, 2 cores, 8 GB, Linux 6, Node v26.0.0",
      "  ten orders",
      "",
      "               median  unit   least   most  ratio       goal  p99 ms",
      "wire            6,543  ops/s  6,000  7,000   1.00  5,000 yes    4.57",
      "engine, alone   6,543  ops/s  6,000  7,000   2.00",
      "",
      "every goal reached (1)",
    ].join("\n"),
  )
})

test("a goal is missed, so the last words say which", () => {
  const text = reportText({ ...REPORT, figures: [{ ...FIGURE, median: 4_000, reached: false }] })
  assert.match(text, /5,000 NO/)
  assert.match(text, /goal missed: wire, 5,000 ops\/s$/)
})

test("figures that are compared with each other, so each floor says what was wanted and found", () => {
  const verdicts = [atLeast("floor: twice the other", 13_000, 14_000), atMost("goal: p50 us", 100, 120.5)]
  assert.ok(
    reportText({ ...REPORT, verdicts }).endsWith(
      "met     floor: twice the other: 13,000 wanted, 14,000 found\nMISSED  goal: p50 us: 100 wanted, 121 found",
    ),
  )
})

test("a busy machine and a quick run, so both are said", () => {
  const text = reportText({ ...REPORT, quick: true, machine: { ...REPORT.machine, loadBefore: 3.5 } })
  assert.match(text, /busy with other work \(load 3.5 before\)/)
  assert.match(text, /quick run/)
})

test("a first figure of nothing, so its ratio is left open, in the table and in what is read back", () => {
  const report = JSON.parse(JSON.stringify({ ...REPORT, figures: [{ ...FIGURE, ratio: null }] }))
  assert.match(reportText(report), /7,000 +- +5,000 yes/)
})
