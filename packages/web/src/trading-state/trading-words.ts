// The trading switch in words: what each state means, what each step does, the word that is typed for it. Pure.

import type { StreamStatus, Trading } from "@okx-oms/api"
import type { Tone } from "../words/tone.ts"

export type TradingMode = StreamStatus["trading"]["mode"]
export type TradingAction = "halt" | "reduce-only" | "resume"

export const MODE_WORDS: Readonly<
  Record<TradingMode, { readonly word: string; readonly tone: Tone; readonly means: string }>
> = {
  open: { word: "open", tone: "good", means: "Orders are taken and sent." },
  "reduce-only": {
    word: "reduce-only",
    tone: "warn",
    means: "Only orders that shrink a position are taken; cancels go out.",
  },
  halt: { word: "halted", tone: "bad", means: "New orders are refused; cancels go out." },
}

export interface ActionWords {
  /** On the choice. */
  readonly title: string
  /** On the button, without whose. */
  readonly act: string
  readonly means: string
  /** What is typed before it is done. */
  readonly word: string
  readonly done: string
}

export const ACTIONS: readonly TradingAction[] = ["halt", "reduce-only", "resume"]

export const ACTION_WORDS: Readonly<Record<TradingAction, ActionWords>> = {
  halt: {
    title: "Halt",
    act: "Halt",
    means:
      "New orders are refused from now on, by whomever they come. Orders that wait unsent end. Those at OKX stay and can be cancelled.",
    word: "halt",
    done: "halted",
  },
  "reduce-only": {
    title: "Reduce only",
    act: "Take only what reduces on",
    means: "Only orders that shrink a position or sell what is held are taken. Those at OKX stay and can be cancelled.",
    word: "reduce",
    done: "takes only what reduces",
  },
  resume: {
    title: "Resume",
    act: "Resume",
    means: "Orders are taken and sent again.",
    word: "resume",
    done: "trades again",
  },
}

/** One account as its switch is shown. */
export interface TradingLine {
  readonly account: string
  readonly mode: TradingMode | undefined
  readonly reason: string
  /** Null before the first change. */
  readonly since: string | null
  readonly ready: boolean | undefined
  /** Why orders do not leave; "" when they do. */
  readonly why: string
  readonly deadMan: Trading["deadMan"] | undefined
  readonly working: number
}

/** By the stream where it has spoken, else as asked. */
export function tradingLine(
  account: string,
  told: { readonly status: StreamStatus | undefined; readonly trading: Trading | undefined; readonly working: number },
): TradingLine {
  const { status, trading, working } = told
  const state = status?.trading ?? trading?.trading
  return {
    account,
    mode: state?.mode,
    reason: state?.reason ?? "",
    since: state?.since ?? null,
    ready: status?.ready ?? trading?.ready,
    why: (status === undefined ? trading?.why : status.why) ?? "",
    deadMan: trading?.deadMan,
    working,
  }
}

/** "armed, cancels in 12 s" */
export function deadManText(deadMan: TradingLine["deadMan"], now: number): string {
  if (deadMan === undefined) return "–"
  if (deadMan.state === "off") return "off"
  if (deadMan.triggersAt === null) return deadMan.state
  const seconds = Math.max(0, Math.ceil((Date.parse(deadMan.triggersAt) - now) / 1000))
  return `${deadMan.state}, cancels in ${seconds} s unless heard`
}

/** What a step is worth to an account as it stands: there is nothing to resume where trading is open. */
export function makesSense(action: TradingAction, { mode }: TradingLine): boolean {
  if (mode === undefined) return true
  return action === "resume" ? mode !== "open" : mode !== action
}
