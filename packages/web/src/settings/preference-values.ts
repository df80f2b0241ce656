// What a person may choose about the page, and how what was kept is read again: field by field, so that one bad value (an older page, another hand) costs that
// one choice and never the page. Pure; where it is kept is preferences.ts's.

export const THEMES = ["system", "light", "dark"] as const
export const DENSITIES = ["dense", "roomy"] as const
export const PALETTES = ["usual", "colour-blind"] as const
export const ZONES = ["local", "utc"] as const
/** comma: 1,234.5 · space: 1 234.5 · none: 1234.5 */
export const GROUPINGS = ["comma", "space", "none"] as const

export interface Preferences {
  readonly theme: (typeof THEMES)[number]
  readonly density: (typeof DENSITIES)[number]
  /** Which colours say buy and sell, filled and rejected. */
  readonly palette: (typeof PALETTES)[number]
  /** Rows light up when they change. */
  readonly flash: boolean
  readonly zone: (typeof ZONES)[number]
  readonly grouping: (typeof GROUPINGS)[number]
  /** "all", or the account that is looked at. */
  readonly scope: string
  /** What is looked at when the page opens: "last", "all", or an account. */
  readonly startScope: string
  /** Keys that a person gave to commands, by the command's id; every other command has its own. */
  readonly keys: Readonly<Record<string, string>>
}

export const FRESH: Preferences = {
  theme: "system",
  density: "dense",
  palette: "usual",
  flash: true,
  zone: "local",
  grouping: "comma",
  scope: "all",
  startScope: "last",
  keys: {},
}

const NAME_LENGTH_MAX = 100
const KEYS_LENGTH_MAX = 30
const KEYS_MAX = 100

/** What was kept, as far as it is what it says; whatever is not, or is missing, is as on a fresh page. */
export function preferencesFrom(kept: string | null): Preferences {
  const fields = fieldsOf(kept)
  return {
    theme: oneOf(THEMES, fields.theme, FRESH.theme),
    density: oneOf(DENSITIES, fields.density, FRESH.density),
    palette: oneOf(PALETTES, fields.palette, FRESH.palette),
    flash: typeof fields.flash === "boolean" ? fields.flash : FRESH.flash,
    zone: oneOf(ZONES, fields.zone, FRESH.zone),
    grouping: oneOf(GROUPINGS, fields.grouping, FRESH.grouping),
    scope: nameOr(fields.scope, FRESH.scope),
    startScope: nameOr(fields.startScope, FRESH.startScope),
    keys: keysFrom(fields.keys),
  }
}

/** What is looked at when the page opens. */
export function openingScope({ scope, startScope }: Preferences): string {
  return startScope === "last" ? scope : startScope
}

function fieldsOf(kept: string | null): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(kept ?? "{}")
    return isRecord(value) ? value : {}
  } catch {
    return {}
  }
}

function keysFrom(value: unknown): Readonly<Record<string, string>> {
  if (!isRecord(value)) return FRESH.keys
  const given = Object.entries(value).filter((entry): entry is [string, string] => {
    const [id, keys] = entry
    return id.length <= NAME_LENGTH_MAX && typeof keys === "string" && keys !== "" && keys.length <= KEYS_LENGTH_MAX
  })
  return Object.fromEntries(given.slice(0, KEYS_MAX))
}

function oneOf<Word extends string>(words: readonly Word[], value: unknown, otherwise: Word): Word {
  return words.find((word) => word === value) ?? otherwise
}

function nameOr(value: unknown, otherwise: string): string {
  return typeof value === "string" && value !== "" && value.length <= NAME_LENGTH_MAX ? value : otherwise
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}
