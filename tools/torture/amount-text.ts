// Amounts as text, compared and summed exactly. A few lines of its own and not the project's decimals, so that a mistake there is not repeated here.

const SCALE = 30

/** The same number, however many zeros it ends with; "" is none and equals only itself. */
export function isSameAmount(one: string, other: string): boolean {
  if (one === "" || other === "") return one === other
  return scaled(one) === scaled(other)
}

/** The exact sum. Throws on text that is no amount. */
export function sumOf(amounts: readonly string[]): string {
  const sum = amounts.reduce((total, amount) => total + scaled(amount), 0n)
  const digits = (sum < 0n ? -sum : sum).toString().padStart(SCALE + 1, "0")
  const fraction = digits.slice(-SCALE).replace(/0+$/, "")
  return `${sum < 0n ? "-" : ""}${digits.slice(0, -SCALE)}${fraction === "" ? "" : `.${fraction}`}`
}

function scaled(amount: string): bigint {
  const [, sign = "", whole = "0", fraction = ""] = /^(-?)(\d+)(?:\.(\d{1,30}))?$/.exec(amount) ?? [undefined, "", ""]
  if (whole === "") throw new Error(`no amount: ${JSON.stringify(amount)}`)
  const value = BigInt(whole + fraction.padEnd(SCALE, "0"))
  return sign === "-" ? -value : value
}
