// What a bench found, for people (a table) and for programs (a record). It relies on rounds.ts for the figures.

import type { Verdict } from "./bench.ts"
import type { Machine } from "./machine.ts"
import { machineLine } from "./machine.ts"
import type { Figure } from "./rounds.ts"

export interface Report {
  readonly bench: string
  readonly quick: boolean
  readonly at: string
  readonly machine: Machine
  readonly setting: readonly string[]
  readonly rounds: number
  readonly figures: readonly Figure[]
  /** Floors and goals that compare figures with each other. */
  readonly verdicts: readonly Verdict[]
}

/** The whole as text: heading, setting, table, and whether the goals were reached. */
export function reportText(report: Report): string {
  const { bench, setting, machine, figures, rounds } = report
  const goals = figures.filter(({ goal }) => goal !== undefined)
  const missed = goals.filter(({ reached }) => reached === false)
  const verdict =
    goals.length === 0
      ? []
      : missed.length === 0
        ? [`every goal reached (${goals.length})`]
        : missed.map(({ name, goal, unit }) => `goal missed: ${name}, ${thousands(goal ?? 0)} ${unit}`)
  const compared = report.verdicts.map(
    ({ says, wanted, found, met }) =>
      `${met ? "met   " : "MISSED"}  ${says}: ${thousands(wanted)} wanted, ${thousands(found)} found`,
  )
  const quick = report.quick ? ["quick run: sizes too small for figures that mean something"] : []
  return [
    `${bench}: medians of ${rounds} interleaved round${rounds === 1 ? "" : "s"}`,
    ...[machineLine(machine), ...setting, ...quick].map((line) => `  ${line}`),
    "",
    table(figures),
    ...(verdict.length === 0 ? [] : ["", ...verdict]),
    ...(compared.length === 0 ? [] : ["", ...compared]),
  ].join("\n")
}

/** What the figures, or the figures compared with each other, did not reach; a line each. */
export function missedOf({ figures, verdicts }: Pick<Report, "figures" | "verdicts">): readonly string[] {
  return [
    ...figures.filter(({ reached }) => reached === false).map(({ name }) => name),
    ...verdicts.filter(({ met }) => !met).map(({ says }) => says),
  ]
}

function table(figures: readonly Figure[]): string {
  const beside = [...new Set(figures.flatMap((figure) => Object.keys(figure.beside)))]
  const head = ["", "median", "unit", "least", "most", "ratio", "goal", ...beside]
  const rows = figures.map((figure) => [
    figure.name,
    thousands(figure.median),
    figure.unit,
    thousands(figure.least),
    thousands(figure.most),
    figure.ratio?.toFixed(2) ?? "-",
    figure.goal === undefined ? "" : `${thousands(figure.goal)} ${figure.reached === true ? "yes" : "NO"}`,
    ...beside.map((column) => thousandsOrNone(figure.beside[column])),
  ])
  const used = head.map((name, at) => name === "" || rows.some((row) => row[at] !== ""))
  const lines = [head, ...rows].map((row) => row.filter((_, at) => used[at]))
  const columns = (lines[0] ?? []).map((name, at) => ({
    width: Math.max(...lines.map((row) => row[at]?.length ?? 0)),
    // Words stand left, figures right.
    isWords: name === "" || name === "unit",
  }))
  const aligned = lines.map((row) =>
    columns.map(({ width, isWords }, at) =>
      isWords ? (row[at] ?? "").padEnd(width) : (row[at] ?? "").padStart(width),
    ),
  )
  return aligned.map((row) => row.join("  ").trimEnd()).join("\n")
}

function thousandsOrNone(value: number | undefined): string {
  return value === undefined ? "" : thousands(value)
}

/** 12345.6 as "12,346", 3.14159 as "3.14". */
export function thousands(value: number): string {
  if (!Number.isFinite(value)) return "-"
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2
  return value.toLocaleString("en-US", { minimumFractionDigits: 0, maximumFractionDigits: digits })
}
