// Keys and commands as components use them: useCommands registers a screen's own while it is shown, Keys hears the keyboard for all of them. A key typed into a
// field or while a dialog is open means nothing here, but for the palette.

import { createContext, type ReactNode, use, useEffect, useRef, useState, useSyncExternalStore } from "react"
import { usePreferences } from "../settings/preferences.ts"
import { useTell } from "../ui/notice.tsx"
import { CommandRegistry, keysOf, type PageCommand } from "./commands.ts"
import { HelpDialog } from "./help.tsx"
import { Palette } from "./palette.tsx"

const Registry = createContext<CommandRegistry | undefined>(undefined)

function useRegistry(): CommandRegistry {
  const registry = use(Registry)
  if (registry === undefined) throw new Error("Invariant: commands are used inside Keys")
  return registry
}

/** Registers commands for as long as the component is shown. They may be new ones at every draw: the newest run. */
export function useCommands(commands: readonly PageCommand[]): void {
  const registry = useRegistry()
  const owner = useRef(Symbol("commands"))
  const newest = useRef(commands)
  newest.current = commands
  // What is registered changes only when what a person sees of it does.
  const shown = commands.map(({ id, title, keys, off }) => `${id}|${title}|${keys}|${off}`).join("\n")
  // biome-ignore lint/correctness/useExhaustiveDependencies: shown stands for the commands
  useEffect(() => {
    const set = newest.current.map((command) => ({
      ...command,
      run: () => newest.current.find(({ id }) => id === command.id)?.run(),
    }))
    registry.put(owner.current, set)
  }, [registry, shown])
  useEffect(() => {
    const mine = owner.current
    return () => registry.remove(mine)
  }, [registry])
}

export function useAllCommands(): readonly PageCommand[] {
  const registry = useRegistry()
  return useSyncExternalStore(registry.subscribe, () => registry.all)
}

/** Around the whole page. */
export function Keys({ children }: { readonly children: ReactNode }) {
  const [registry] = useState(() => new CommandRegistry())
  const [open, setOpen] = useState<"palette" | "help">()
  const tell = useTell()
  const { keys: chosen } = usePreferences()
  useEffect(() => registry.rekey(chosen), [registry, chosen])
  useEffect(() => {
    registry.put(OWN, [
      { id: "palette", title: "Find a command", group: "Page", keys: "ctrl+k", run: () => setOpen("palette") },
      { id: "help", title: "Keys of this page", group: "Page", keys: "?", run: () => setOpen("help") },
    ])
    const press = (event: KeyboardEvent): void => {
      const keys = keysOf(event)
      if (keys === undefined || event.defaultPrevented || event.repeat) return
      // Only with Ctrl: a letter alone is the field's.
      const isPalette =
        keys.startsWith("ctrl+") && registry.all.some((command) => command.id === "palette" && command.keys === keys)
      if (!isPalette && (isTyping(event.target) || isInDialog())) return
      if (isPalette && isInDialog()) return
      const pressed = registry.press(keys)
      if (pressed === undefined) return
      event.preventDefault()
      if (pressed.told !== undefined) tell(pressed.told, "warn")
    }
    addEventListener("keydown", press)
    return () => {
      removeEventListener("keydown", press)
      registry.remove(OWN)
    }
  }, [registry, tell])
  return (
    <Registry value={registry}>
      {children}
      {open === "palette" && <Palette onClose={() => setOpen(undefined)} />}
      {open === "help" && <HelpDialog onClose={() => setOpen(undefined)} />}
    </Registry>
  )
}

const OWN = Symbol("the page's own")

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target instanceof HTMLInputElement) return !["checkbox", "radio", "button", "range"].includes(target.type)
  return target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement
}

function isInDialog(): boolean {
  return document.querySelector("dialog[open], [role=menu]") !== null
}
