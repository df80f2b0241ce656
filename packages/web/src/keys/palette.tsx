// Every command by its words: type, choose with the arrows, Enter. The list is the registry's at this moment.

import { type KeyboardEvent, useMemo, useState } from "react"
import { Dialog } from "../ui/dialog.tsx"
import { found } from "./commands.ts"
import { KeyCaps } from "./help.tsx"
import { useAllCommands } from "./use-keys.tsx"
import "./keys.css"

export function Palette({ onClose }: { readonly onClose: () => void }) {
  const all = useAllCommands()
  const [typed, setTyped] = useState("")
  const [at, setAt] = useState(0)
  const commands = useMemo(
    () =>
      found(
        all.filter(({ id }) => id !== "palette"),
        typed,
      ),
    [all, typed],
  )
  const chosen = commands[Math.min(at, commands.length - 1)]
  const run = (command: typeof chosen): void => {
    if (command === undefined || command.off !== undefined) return
    onClose()
    // After the dialog gave the focus back, so that a command may take it.
    setTimeout(command.run)
  }
  const press = (event: KeyboardEvent): void => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0
    if (event.key === "Enter") run(chosen)
    else if (step === 0) return
    else setAt((Math.min(at, commands.length - 1) + step + commands.length) % Math.max(1, commands.length))
    event.preventDefault()
  }
  return (
    <Dialog title="Find a command" place="top" onClose={onClose}>
      <input
        className="input"
        role="combobox"
        aria-label="Command"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-activedescendant={chosen === undefined ? undefined : `palette-${chosen.id}`}
        placeholder="Cancel, go to, theme…"
        data-first-focus=""
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value)
          setAt(0)
        }}
        onKeyDown={press}
      />
      <div id="palette-list" className="palette" role="listbox" aria-label="Commands">
        {commands.map((command) => (
          <div
            key={command.id}
            id={`palette-${command.id}`}
            role="option"
            className="palette-item"
            aria-selected={command === chosen}
            aria-disabled={command.off !== undefined || undefined}
            title={command.off}
            onClick={() => run(command)}
          >
            <span>{command.title}</span>
            <span className="soft">{command.group}</span>
            {command.keys !== undefined && <KeyCaps keys={command.keys} />}
          </div>
        ))}
      </div>
      {commands.length === 0 && <p className="soft palette-none">No command has these words.</p>}
    </Dialog>
  )
}
