// The session of this browser, which all its tabs share: when one of them hears that it has ended, the stream is asked whether that is so, and when one of them is
// signed in anew, all go on. Nobody knocks for ever: another tab's word and a person who comes back are the reasons to try.

import { onlineManager } from "@tanstack/react-query"
import { sessionEnds } from "./client.ts"
import type { LiveAccounts } from "./live-accounts.ts"

const CHANNEL = "okx-oms-session"

export function followSession(live: LiveAccounts): void {
  const tabs = new BroadcastChannel(CHANNEL)
  const knock = (): void => live.knock()
  sessionEnds.addEventListener("end", () => live.doubtSession())
  tabs.addEventListener("message", knock)
  window.addEventListener("focus", knock)
  document.addEventListener("visibilitychange", knock)
  let wasLive = false
  live.subscribe(() => {
    const { state } = live.line
    // What is asked over HTTP rests while nobody is signed in, and is asked again afterwards.
    onlineManager.setOnline(state !== "signed-out")
    if (state === "live" && !wasLive) tabs.postMessage("live")
    wasLive = state === "live"
  })
}
