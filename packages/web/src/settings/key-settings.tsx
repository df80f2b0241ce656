// The keys of the page, and giving a command another one: press Change, press the key. What is taken already is refused with who has it, and nothing changes.

import { type KeyboardEvent, useState } from "react"
import { keysOf } from "../keys/commands.ts"
import { KeyCaps } from "../keys/help.tsx"
import { keyConflict, keysNow, MAIN_KEYS, type MainKey, withKey } from "../keys/main-keys.ts"
import { Button } from "../ui/button.tsx"
import { setPreferences, usePreferences } from "./preferences.ts"

const GROUPS = [...new Set(MAIN_KEYS.map(({ group }) => group))]

export function KeySettings() {
  const { keys: chosen } = usePreferences()
  const [heard, setHeard] = useState<string>()
  const [fault, setFault] = useState<{ readonly id: string; readonly text: string }>()
  const count = Object.keys(chosen).length
  const hear = (id: string, event: KeyboardEvent): void => {
    const keys = keysOf(event)
    // A modifier alone is the beginning of a key; Tab leaves.
    if (keys === undefined || keys === "Tab" || keys === "shift+Tab") return
    event.preventDefault()
    event.stopPropagation()
    const conflict = keys === "Escape" ? undefined : keyConflict(id, keys, chosen)
    if (conflict !== undefined) {
      setFault({ id, text: `${capsText(keys)} ${conflict}.` })
      return
    }
    if (keys !== "Escape") setPreferences({ keys: withKey(id, keys, chosen) })
    stop()
  }
  const stop = (): void => {
    setHeard(undefined)
    setFault(undefined)
  }
  return (
    <div className="key-settings">
      {GROUPS.map((group) => (
        <section key={group} aria-label={`Keys: ${group}`}>
          <h3>{group}</h3>
          <ul>
            {MAIN_KEYS.filter((one) => one.group === group).map((one) => (
              <KeyLine
                key={one.id}
                one={one}
                keys={keysNow(one, chosen)}
                isHeard={heard === one.id}
                fault={fault?.id === one.id ? fault.text : undefined}
                onAsk={() => {
                  setFault(undefined)
                  setHeard(one.id)
                }}
                onKey={(event) => hear(one.id, event)}
                onLeave={stop}
                onReset={() => setPreferences({ keys: withKey(one.id, one.keys, chosen) })}
              />
            ))}
          </ul>
        </section>
      ))}
      <div className="key-settings-end">
        <p className="soft">
          Tables have keys of their own (<KeyCaps keys="?" /> shows all). Keys do nothing while you type.
        </p>
        <Button disabled={count === 0} onClick={() => setPreferences({ keys: {} })}>
          {count === 0 ? "All keys are the usual ones" : `Back to the usual keys (${count})`}
        </Button>
      </div>
    </div>
  )
}

interface KeyLineProps {
  readonly one: MainKey
  readonly keys: string
  readonly isHeard: boolean
  readonly fault: string | undefined
  readonly onAsk: () => void
  readonly onKey: (event: KeyboardEvent) => void
  readonly onLeave: () => void
  readonly onReset: () => void
}

function KeyLine({ one, keys, isHeard, fault, onAsk, onKey, onLeave, onReset }: KeyLineProps) {
  const isOther = keys !== one.keys
  return (
    <li className="key-line" data-key-of={one.id}>
      <span className="key-line-title">{one.title.replace(/…$/, "")}</span>
      <KeyCaps keys={keys} />
      <span className="key-line-acts">
        {isOther && (
          <Button look="quiet" isSmall aria-label={`${one.title}: back to ${capsText(one.keys)}`} onClick={onReset}>
            usual
          </Button>
        )}
        <Button
          isSmall
          aria-label={`Change the key of ${one.title}`}
          aria-pressed={isHeard}
          onClick={onAsk}
          {...(isHeard && { onKeyDown: onKey, onBlur: onLeave })}
        >
          {isHeard ? "Press a key…" : "Change"}
        </Button>
      </span>
      {(isHeard || fault !== undefined) && (
        <p className="key-line-told" role="status" data-tone={fault === undefined ? "soft" : "bad"}>
          <span className="toned">
            {fault === undefined ? "Escape leaves it as it is." : `${fault} Press another one.`}
          </span>
        </p>
      )}
    </li>
  )
}

function capsText(keys: string): string {
  return keys === " " ? "Space" : keys.length === 1 ? keys.toUpperCase() : keys
}
