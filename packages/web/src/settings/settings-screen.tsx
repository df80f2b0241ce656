// What a person may choose about the page, each choice in force as soon as it is made. Kept in this browser; the server knows nothing of it.

import { useNow } from "../live/clock.ts"
import { useAccountNames } from "../live/hooks.ts"
import { Field } from "../ui/field.tsx"
import { StatusWord } from "../ui/figure.tsx"
import { Panel, Screen } from "../ui/screen.tsx"
import { grouped } from "../words/amounts.ts"
import { clockText, dateText } from "../words/time.ts"
import { zoneName } from "../words/writing.ts"
import { About } from "./about.tsx"
import { Confirmations } from "./confirmations.tsx"
import { KeySettings } from "./key-settings.tsx"
import { setPreferences, usePreferences } from "./preferences.ts"
import { Segments } from "./segments.tsx"
import "./settings.css"

export function SettingsScreen() {
  return (
    <Screen title="Settings">
      <div className="settings">
        <div className="settings-column">
          <Looks />
          <Writing />
          <Start />
          <Panel title="Before it happens">
            <Confirmations />
          </Panel>
        </div>
        <div className="settings-column">
          <Panel title="Keys">
            <KeySettings />
          </Panel>
          <Panel title="About">
            <About />
          </Panel>
        </div>
      </div>
    </Screen>
  )
}

function Looks() {
  const { theme, density, palette, flash } = usePreferences()
  return (
    <Panel title="Looks">
      <div className="settings-fields">
        <Segments
          label="Theme"
          chosen={theme}
          onChoose={(to) => setPreferences({ theme: to })}
          segments={[
            { value: "system", title: "System" },
            { value: "light", title: "Light" },
            { value: "dark", title: "Dark" },
          ]}
        />
        <Segments
          label="Rows"
          chosen={density}
          onChoose={(to) => setPreferences({ density: to })}
          segments={[
            { value: "dense", title: "Dense" },
            { value: "roomy", title: "Roomy" },
          ]}
        />
        <Segments
          label="Colours"
          hint="Blue and orange are told apart by eyes that do not tell red from green. A word always stands beside a colour."
          chosen={palette}
          onChoose={(to) => setPreferences({ palette: to })}
          segments={[
            { value: "usual", title: "Green and red" },
            { value: "colour-blind", title: "Blue and orange" },
          ]}
        />
        <Segments
          label="What changed lights up"
          hint="For less than a second. Never where the system asks for less motion."
          chosen={flash ? "on" : "off"}
          onChoose={(to) => setPreferences({ flash: to === "on" })}
          segments={[
            { value: "on", title: "On" },
            { value: "off", title: "Off" },
          ]}
        />
      </div>
      <Sample />
    </Panel>
  )
}

/** The colours at work. */
function Sample() {
  return (
    <p className="settings-sample">
      <span data-tone="buy">
        <b className="toned">buy</b>
      </span>
      <span data-tone="sell">
        <b className="toned">sell</b>
      </span>
      <StatusWord word="working" tone="working" />
      <StatusWord word="filled" tone="filled" />
      <StatusWord word="cancelled" tone="cancelled" />
      <StatusWord word="rejected" tone="rejected" />
      <StatusWord word="in doubt" tone="doubt" />
    </p>
  )
}

function Writing() {
  const { zone, grouping } = usePreferences()
  const now = useNow()
  const at = new Date(now)
  const iso = at.toISOString()
  return (
    <Panel title="Times and figures">
      <div className="settings-fields">
        <Segments
          label="Time zone"
          chosen={zone}
          onChoose={(to) => setPreferences({ zone: to })}
          segments={[
            { value: "local", title: "Where I am" },
            { value: "utc", title: "UTC" },
          ]}
        />
        <Segments
          label="Between thousands"
          chosen={grouping}
          onChoose={(to) => setPreferences({ grouping: to })}
          segments={[
            { value: "comma", title: "1,234.5" },
            { value: "space", title: "1\u202f234.5" },
            { value: "none", title: "1234.5" },
          ]}
        />
      </div>
      <p className="settings-sample">
        <span>
          {dateText(iso, now)} <span className="soft">{zoneName(at)}</span>
        </span>
        <span>{clockText(iso)}</span>
        <span>{grouped("91234567.25")}</span>
      </p>
    </Panel>
  )
}

function Start() {
  const { startScope } = usePreferences()
  const names = useAccountNames()
  // An account that is gone stays the choice until another one is made.
  const known = names.includes(startScope) || startScope === "last" || startScope === "all"
  return (
    <Panel title="When the page opens">
      <div className="settings-fields">
        <Field label="Account that is looked at" hint="The header changes it at any time.">
          {(control) => (
            <select
              {...control}
              className="select"
              value={startScope}
              onChange={(event) => setPreferences({ startScope: event.target.value })}
            >
              <option value="last">the last one</option>
              <option value="all">all accounts</option>
              {!known && <option value={startScope}>{startScope} (not there)</option>}
              {names.map((name) => (
                <option key={name} value={name}>
                  {name}
                </option>
              ))}
            </select>
          )}
        </Field>
      </div>
    </Panel>
  )
}
