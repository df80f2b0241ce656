// What a person may choose about the page. Kept in this browser; the server knows nothing of it.

import { Field } from "../ui/field.tsx"
import { Panel, Screen } from "../ui/screen.tsx"
import { type Preferences, setPreferences, usePreferences } from "./preferences.ts"
import "./settings.css"

export function SettingsScreen() {
  const { theme, density } = usePreferences()
  return (
    <Screen title="Settings">
      <Panel title="Looks">
        <div className="settings">
          <Field label="Theme">
            {(control) => (
              <select
                {...control}
                className="select"
                value={theme}
                onChange={(event) => setPreferences({ theme: event.target.value as Preferences["theme"] })}
              >
                <option value="system">as the system</option>
                <option value="light">light</option>
                <option value="dark">dark</option>
              </select>
            )}
          </Field>
          <Field label="Rows">
            {(control) => (
              <select
                {...control}
                className="select"
                value={density}
                onChange={(event) => setPreferences({ density: event.target.value as Preferences["density"] })}
              >
                <option value="dense">dense</option>
                <option value="roomy">roomy</option>
              </select>
            )}
          </Field>
        </div>
      </Panel>
      <Panel title="Made with">
        <p className="settings">
          Charts of prices are drawn with <a href="https://www.tradingview.com/">TradingView Lightweight Charts</a>.
        </p>
      </Panel>
    </Screen>
  )
}
