// The entry of the page: styles, the live store over the browser's client, and the component tree.

import { StrictMode } from "react"
import { createRoot } from "react-dom/client"
import { App } from "./app/app.tsx"
import { clientOf } from "./live/client.ts"
import { LiveAccounts } from "./live/live-accounts.ts"
import { followSession } from "./live/session.ts"
import { applyPreferences } from "./settings/preferences.ts"
import "./style/tokens.css"
import "./style/base.css"

applyPreferences()
const live = new LiveAccounts(clientOf())
followSession(live)
live.start()
const root = document.getElementById("root")
if (root === null) throw new Error("Invariant: index.html has the root")
createRoot(root).render(
  <StrictMode>
    <App live={live} />
  </StrictMode>,
)
