// The trading switch in the header: the state in a word, a press opens the dialog. Below it, across the page, a banner for as long as trading is not open. The
// commands that turn it are in the palette from everywhere.

import { useCommands } from "../keys/use-keys.tsx"
import { useNow } from "../live/clock.ts"
import { Button } from "../ui/button.tsx"
import { ageText, clockText } from "../words/time.ts"
import type { Tone } from "../words/tone.ts"
import { TradingDialog } from "./trading-dialog.tsx"
import { askTrading, useTradingQuestion } from "./trading-question.ts"
import { MODE_WORDS, type TradingLine } from "./trading-words.ts"
import { useTradingLines } from "./use-trading.ts"
import "./trading-state.css"

export function TradingControl({
  text,
  tone,
  more,
}: {
  readonly text: string
  readonly tone: Tone
  readonly more: string
}) {
  const isOpen = useTradingLines().every(({ mode }) => mode === undefined || mode === "open")
  useCommands([
    {
      id: "trading.halt",
      title: "Halt trading…",
      group: "Trading",
      keys: "shift+h",
      words: "stop kill switch",
      run: () => askTrading("halt"),
    },
    { id: "trading.reduce", title: "Take only what reduces…", group: "Trading", run: () => askTrading("reduce-only") },
    {
      id: "trading.resume",
      title: "Resume trading…",
      group: "Trading",
      off: isOpen ? "Trading is open." : undefined,
      run: () => askTrading("resume"),
    },
  ])
  return (
    <div className="header-fact" data-fact="trading" data-tone={tone} title={more}>
      <dt>Trading</dt>
      <dd>
        <button type="button" className="trading-control" aria-haspopup="dialog" onClick={() => askTrading()}>
          <span className="toned">{text}</span>
          <span className="unseen">: open the trading switch</span>
        </button>
      </dd>
    </div>
  )
}

/** One line for each account that does not take every order; and the dialog, when somebody asked for it. */
export function TradingBanner() {
  const question = useTradingQuestion()
  const shut = useTradingLines().filter(({ mode }) => mode !== undefined && mode !== "open")
  return (
    <>
      {shut.map((line) => (
        <Shut key={line.account} line={line} />
      ))}
      {question !== undefined && <TradingDialog question={question} />}
    </>
  )
}

function Shut({ line: { account, mode, reason, since } }: { readonly line: TradingLine }) {
  const now = useNow()
  const words = MODE_WORDS[mode ?? "halt"]
  return (
    <div className="trading-banner" data-tone={words.tone} data-account={account} role="status">
      <p>
        <strong className="toned">{`${account} is ${words.word}`}</strong>
        {since !== null && (
          <>
            {" since "}
            <time dateTime={since}>{clockText(since).slice(0, -4)}</time>
            {` (${ageText(since, now)})`}
          </>
        )}
        {reason !== "" && `: ${reason}`}
        {". "}
        <span className="soft">{words.means}</span>
      </p>
      <Button isSmall onClick={() => askTrading("resume", account)}>
        Resume…
      </Button>
    </div>
  )
}
