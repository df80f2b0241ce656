// The options that many commands share, in the groups that a command names (`takes`), and what they become. They mean the same everywhere.

import type { Command, Options, Takes } from "./command.ts"

const GROUPS: Readonly<Record<Takes, Options>> = {
  server: {
    account: { type: "string", value: "NAME", short: "a", summary: "which account, where the server has several" },
    profile: {
      type: "string",
      value: "NAME",
      short: "p",
      summary: "a profile of `oms profile add` (default: the one in use)",
    },
    url: { type: "string", value: "URL", summary: "the server (default: http://127.0.0.1:7070)" },
    "token-file": { type: "string", value: "FILE", summary: "file with the token (default: .oms/admin.token)" },
    "timeout-ms": {
      type: "string",
      value: "MS",
      whole: { lowest: 100, highest: 600_000 },
      summary: "longest wait for one answer (default: 10000)",
    },
  },
  rows: {
    json: { type: "boolean", summary: "the API's own rows as JSON" },
    csv: { type: "boolean", summary: "the API's own rows as CSV (RFC 4180)" },
  },
  confirm: { yes: { type: "boolean", short: "y", summary: "do not ask; needed where nobody can answer" } },
  preview: { "dry-run": { type: "boolean", short: "n", summary: "say what would happen and do nothing" } },
}

const ALWAYS: Options = { help: { type: "boolean", short: "h", summary: "this text" } }

/** In the order of help: the command's own first. */
export function optionsOf({ options, takes }: Pick<Command, "options" | "takes">): Options {
  return Object.assign({}, options, ...takes.map((group) => GROUPS[group]), ALWAYS) as Options
}

/** Those of help's "common" part. */
export function commonOptionsOf({ takes }: Pick<Command, "takes">): Options {
  return Object.assign({}, ...takes.map((group) => GROUPS[group]), ALWAYS) as Options
}

export interface CommonOptions {
  readonly account: string | undefined
  readonly profile: string | undefined
  readonly url: string | undefined
  readonly tokenFile: string | undefined
  readonly timeoutMs: number | undefined
  readonly form: "table" | "json" | "csv"
  readonly yes: boolean
  readonly dryRun: boolean
}

export function commonOptions(options: Readonly<Record<string, unknown>>): CommonOptions {
  const text = (name: string): string | undefined => {
    const value = options[name]
    return typeof value === "string" ? value : undefined
  }
  const timeoutMs = options["timeout-ms"]
  return {
    account: text("account"),
    profile: text("profile"),
    url: text("url"),
    tokenFile: text("token-file"),
    timeoutMs: typeof timeoutMs === "number" ? timeoutMs : undefined,
    form: options.json === true ? "json" : options.csv === true ? "csv" : "table",
    yes: options.yes === true,
    dryRun: options["dry-run"] === true,
  }
}
