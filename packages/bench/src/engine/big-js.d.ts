// As much of big.js as averages.ts uses: the package brings no types.

declare module "big.js" {
  export default class Big {
    static DP: number
    constructor(text: string)
    plus(other: Big): Big
    times(other: Big): Big
    div(other: Big): Big
    eq(text: string): boolean
    toFixed(): string
  }
}
