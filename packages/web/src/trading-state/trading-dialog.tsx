// The trading switch: how each account stands, side by side, and the step that is to be taken, with its reason. It concerns whole accounts, so nothing happens
// before its word is typed.

import { type FormEvent, useState } from "react"
import { useNow } from "../live/clock.ts"
import { Button } from "../ui/button.tsx"
import { Dialog } from "../ui/dialog.tsx"
import { Field, TextField } from "../ui/field.tsx"
import { StatusWord } from "../ui/figure.tsx"
import { Notice } from "../ui/notice.tsx"
import { ageText, dateText } from "../words/time.ts"
import { closeTrading, type TradingQuestion } from "./trading-question.ts"
import {
  ACTION_WORDS,
  ACTIONS,
  deadManText,
  MODE_WORDS,
  makesSense,
  type TradingAction,
  type TradingLine,
} from "./trading-words.ts"
import { useTradingLines, useTurn } from "./use-trading.ts"

/** Of a reason, by the contract. */
const REASON_LENGTH_MAX = 200
const ALL = ""

export function TradingDialog({ question }: { readonly question: TradingQuestion }) {
  const lines = useTradingLines()
  const [action, setAction] = useState<TradingAction>(question.action ?? suggested(lines))
  const only = lines.length === 1 ? lines[0]?.account : undefined
  const [account, setAccount] = useState(question.account ?? only ?? ALL)
  const meant = account === ALL ? lines : lines.filter((line) => line.account === account)
  return (
    <Dialog title="Trading switch" onClose={closeTrading}>
      <div className="trading">
        <ul className="trading-lines">
          {lines.map((line) => (
            <Line key={line.account} line={line} />
          ))}
        </ul>
        <Step
          key={`${action} ${account}`}
          action={action}
          meant={meant}
          choices={
            <>
              {lines.length > 1 && <Whose lines={lines} account={account} onChoose={setAccount} />}
              <Actions action={action} onChoose={setAction} />
            </>
          }
        />
      </div>
    </Dialog>
  )
}

/** What a person most likely came for. */
function suggested(lines: readonly TradingLine[]): TradingAction {
  return lines.some(({ mode }) => mode !== undefined && mode !== "open") ? "resume" : "halt"
}

function Line({ line }: { readonly line: TradingLine }) {
  const now = useNow()
  const { account, mode, reason, since, why, working, deadMan } = line
  const words = mode === undefined ? undefined : MODE_WORDS[mode]
  return (
    <li className="trading-line" data-account={account}>
      <strong>{account}</strong>
      <StatusWord word={words?.word ?? "not told yet"} tone={words?.tone ?? "soft"} />
      <span className="soft">{`${working.toLocaleString("en")} working`}</span>
      <p className="trading-more">
        {mode === "open" && why !== "" ? `Not ready: ${why}. ` : (words?.means ?? "")}
        {since !== null && (
          <>
            {" Since "}
            <time dateTime={since}>{dateText(since, now)}</time>
            {` (${ageText(since, now)})${reason === "" ? "." : `: ${reason}.`}`}
          </>
        )}
      </p>
      <p className="soft trading-more">{`Dead-man's switch: ${deadManText(deadMan, now)}`}</p>
    </li>
  )
}

function Whose({
  lines,
  account,
  onChoose,
}: {
  readonly lines: readonly TradingLine[]
  readonly account: string
  readonly onChoose: (account: string) => void
}) {
  return (
    <Field label="Account">
      {(control) => (
        <select className="select" {...control} value={account} onChange={({ target }) => onChoose(target.value)}>
          <option value={ALL}>{everyAccount(lines)}</option>
          {lines.map((line) => (
            <option key={line.account}>{line.account}</option>
          ))}
        </select>
      )}
    </Field>
  )
}

function Actions({
  action,
  onChoose,
}: {
  readonly action: TradingAction
  readonly onChoose: (action: TradingAction) => void
}) {
  return (
    <fieldset className="trading-actions">
      <legend className="unseen">What is to be done</legend>
      {ACTIONS.map((one) => (
        <label key={one} data-chosen={one === action || undefined}>
          <input type="radio" name="trading-action" checked={one === action} onChange={() => onChoose(one)} />
          {ACTION_WORDS[one].title}
        </label>
      ))}
    </fieldset>
  )
}

function everyAccount({ length }: readonly TradingLine[]): string {
  return length === 2 ? "both accounts" : `all ${length} accounts`
}

/** Mounted anew for each choice: a word that was typed for one step is none for another. */
function Step({
  action,
  meant,
  choices,
}: {
  readonly action: TradingAction
  readonly meant: readonly TradingLine[]
  readonly choices: React.ReactNode
}) {
  const words = ACTION_WORDS[action]
  const word = meant.length > 1 ? `${words.word} all` : words.word
  const [reason, setReason] = useState("")
  const [typed, setTyped] = useState("")
  const [isSending, setSending] = useState(false)
  const [faults, setFaults] = useState<readonly string[]>([])
  const turn = useTurn()
  const isSenseless = meant.length > 0 && meant.every((line) => !makesSense(action, line))
  const isReady = typed.trim().toLowerCase() === word && !isSenseless && meant.length > 0
  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (!isReady || isSending) return
    setSending(true)
    const accounts = meant.map(({ account }) => account)
    const failed = await turn(accounts, action, reason)
    setSending(false)
    setFaults(failed)
    if (failed.length === 0) closeTrading()
  }
  const whom = meant.length > 1 ? everyAccount(meant) : (meant[0]?.account ?? "")
  return (
    <form className="trading-step" onSubmit={(event) => void send(event)}>
      {choices}
      <p className="soft">
        {isSenseless ? `${whom} ${meant.length > 1 ? "stand" : "stands"} so already.` : words.means}
      </p>
      <TextField
        label="Reason (shown to everybody, kept in the journal)"
        placeholder="by hand, on the page"
        maxLength={REASON_LENGTH_MAX}
        value={reason}
        onChange={({ target }) => setReason(target.value)}
      />
      <TextField
        label={`Type “${word}” to go on`}
        value={typed}
        data-first-focus=""
        disabled={isSenseless}
        onChange={({ target }) => setTyped(target.value)}
      />
      {faults.map((fault) => (
        <Notice key={fault} tone="bad">
          {fault}
        </Notice>
      ))}
      <div className="confirm-choices">
        <Button onClick={closeTrading}>Leave it</Button>
        <Button type="submit" look={action === "resume" ? "accent" : "danger"} disabled={!isReady} isBusy={isSending}>
          {`${words.act} ${whom}`}
        </Button>
      </div>
    </form>
  )
}
