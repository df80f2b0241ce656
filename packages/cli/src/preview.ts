// What an order would be and cost, as a person reads it before sending it: the sums first, then each check with its number and its limit.

import type { PlaceRequest, Preview } from "@okx-oms/api"
import { EXIT, type ExitCode } from "./exit-codes.ts"
import { MODE_WORDS } from "./mode.ts"
import { Precision } from "./precision.ts"
import type { Session } from "./session.ts"
import { tableLines } from "./table.ts"
import { widthOf } from "./terminal.ts"
import { averageWords, grouped, modeInk } from "./words.ts"

export async function showPreview(session: Session, order: PlaceRequest, preview: Preview): Promise<ExitCode> {
  const { accepted, problem, checks, distancePercent } = preview
  const precision =
    session.options.form === "table"
      ? await new Precision().learn(await session.client(), [order.symbol])
      : new Precision()
  const sum = (text: string | null): string => (text === null ? "not known" : grouped(text))
  const at = order.price === undefined ? "" : ` at ${precision.price(order.symbol, order.price)}`
  const distance = distancePercent === null ? "" : distanceWords(distancePercent)
  await session.showOne(preview, [
    { name: "account", text: `${preview.account}, ${MODE_WORDS[preview.mode]}`, ink: modeInk(preview.mode) },
    { name: "order", text: `${order.side} ${order.quantity} ${order.symbol} ${order.type}${at}`, ink: order.side },
    { name: "worth", text: sum(preview.notional) },
    {
      name: "fee",
      text:
        preview.feeEstimate === null
          ? "not known"
          : `at most ${grouped(preview.feeEstimate)} ${preview.feeCurrency ?? ""}`,
    },
    {
      name: "last price",
      text: preview.lastPrice === null ? "not known" : `${precision.price(order.symbol, preview.lastPrice)}${distance}`,
    },
    accepted
      ? { name: "would be", text: "taken", ink: "filled" }
      : { name: "would be", text: refusedWords(problem), ink: "rejected" },
  ])
  if (session.options.form === "table" && checks.length > 0) {
    const lines = tableLines(checks, CHECK_COLUMNS, { paint: session.paint, width: widthOf(session.terminal.out) })
    await session.say(`\n${lines.join("\n")}`)
  }
  await session.note("nothing was recorded or sent", "dim")
  return accepted ? EXIT.done : EXIT.rejected
}

/** What may pass by itself (the account is not ready, a price is not known yet) is told apart from what the order would have to change. */
function refusedWords(problem: Preview["problem"]): string {
  const why = problem?.detail ?? "no reason was told"
  return problem?.retryable === true ? `refused for now: ${why}` : `refused: ${why}`
}

/** How the order's price stands to the market's: the sign of the number is in the word. */
function distanceWords(percent: string): string {
  const isBetter = percent.startsWith("-")
  const far = averageWords(isBetter ? percent.slice(1) : percent, 2)
  return Number(far) === 0
    ? "; the order's price is at the middle of the book"
    : `; the order's price is ${far} % ${isBetter ? "better" : "worse"} than the middle of the book`
}

const CHECK_COLUMNS = [
  { title: "check", text: ({ name }: Preview["checks"][number]) => name },
  {
    title: "",
    text: ({ passed }: Preview["checks"][number]) => (passed ? "passed" : "DENIES"),
    ink: ({ passed }: Preview["checks"][number]) => (passed ? ("filled" as const) : ("rejected" as const)),
  },
  {
    title: "value",
    right: true,
    mayBeEmpty: true as const,
    text: ({ value }: Preview["checks"][number]) => grouped(value ?? ""),
  },
  {
    title: "limit",
    right: true,
    mayBeEmpty: true as const,
    text: ({ limit }: Preview["checks"][number]) => grouped(limit ?? ""),
  },
]
