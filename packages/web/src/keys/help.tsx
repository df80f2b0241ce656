// Every key of the page in one dialog, by group: those of the registry at this moment, and those of every table.

import { Fragment } from "react"
import { Dialog } from "../ui/dialog.tsx"
import { GRID_KEYS } from "../ui/grid/grid-keys.ts"
import { PLACE_KEYS } from "./place-keys.ts"
import { useAllCommands } from "./use-keys.tsx"
import "./keys.css"

export function HelpDialog({ onClose }: { readonly onClose: () => void }) {
  const withKeys = useAllCommands().filter(({ keys }) => keys !== undefined)
  const groups = [...new Set(withKeys.map(({ group }) => group))]
  return (
    <Dialog title="Keys" onClose={onClose}>
      {groups.map((group) => (
        <section key={group} className="help-group">
          <h3>{group}</h3>
          <dl>
            {withKeys
              .filter((command) => command.group === group)
              .map(({ id, title, keys = "", arm }) => (
                <Fragment key={id}>
                  <dt>
                    <KeyCaps keys={keys} />
                  </dt>
                  <dd>
                    {title}
                    {arm !== undefined && <span className="soft"> (press twice)</span>}
                  </dd>
                </Fragment>
              ))}
          </dl>
        </section>
      ))}
      {[{ place: "Tables", keys: GRID_KEYS }, ...PLACE_KEYS].map((group) => (
        <section key={group.place} className="help-group">
          <h3>{group.place}</h3>
          <dl>
            {group.keys.map(({ keys, title }) => (
              <Fragment key={keys}>
                <dt>
                  <KeyCaps keys={keys} />
                </dt>
                <dd>{title}</dd>
              </Fragment>
            ))}
          </dl>
        </section>
      ))}
      <p className="soft">Keys do nothing while you type into a field or a dialog is open.</p>
    </Dialog>
  )
}

/** "ctrl+k" as caps. */
export function KeyCaps({ keys }: { readonly keys: string }) {
  const shown = keys.split(" ").map((part) => (part === "+" ? part : part.split("+").map(capitalised).join("+")))
  return (
    <span className="key-caps">
      {shown.map((part) => (part === "or" ? <span key={part}>or</span> : <kbd key={part}>{part}</kbd>))}
    </span>
  )
}

function capitalised(part: string): string {
  return part.length === 1 ? part.toUpperCase() : part.charAt(0).toUpperCase() + part.slice(1)
}
