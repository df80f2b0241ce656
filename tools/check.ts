// `npm run check`: types, lint and format, and the architecture, all at once, one line each. It relies on the binaries that npm install put
// beside the project and changes nothing; running the tests is test.ts's work.

import { spawn } from "node:child_process"
import { existsSync, readdirSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { refuseOldNode } from "./old-node.ts"

interface Step {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
}

interface Outcome {
  readonly ok: boolean
  readonly seconds: number
  readonly output: string
}

/** A step that takes longer hangs: everything together takes about ten seconds. */
const STEP_LIMIT_MS = 120_000
const OUTPUT_LENGTH_MAX = 200_000

const root = resolve(import.meta.dirname, "..")

/** The script behind a command of node_modules/.bin, run by this very Node, so that no shell and no other Node comes between. */
function script(packageName: string, path: string): string {
  const file = join(root, "node_modules", packageName, path)
  if (!existsSync(file)) throw new Error(`${packageName} is not installed: run npm install first`)
  return file
}

function steps(): readonly Step[] {
  const tsc = script("typescript", "bin/tsc")
  const types = (name: string, project: string): Step => {
    return { name, command: process.execPath, args: [tsc, "-p", project, "--pretty", "false"] }
  }
  // A package with a world of its own (the page has a DOM) brings its own project file.
  const own = readdirSync(join(root, "packages"))
    .map((name) => `packages/${name}/tsconfig.json`)
    .filter((path) => existsSync(join(root, path)))
  return [
    types("types, core and trading without Node", "tsconfig.pure.json"),
    types("types", "tsconfig.json"),
    ...own.map((path) => types(`types, ${dirname(path)}`, path)),
    {
      name: "lint and format",
      command: process.execPath,
      args: [script("@biomejs/biome", "bin/biome"), "ci", ".", "--colors=off", "--error-on-warnings"],
    },
    {
      name: "architecture",
      command: process.execPath,
      args: ["--test", "--test-reporter=spec", "tools/tidy.test.ts", "tools/tidy/*.test.ts"],
    },
  ]
}

function run(step: Step): Promise<Outcome> {
  const began = performance.now()
  return new Promise((done) => {
    let output = ""
    const take = (chunk: string): void => {
      if (output.length < OUTPUT_LENGTH_MAX) output += chunk
    }
    const child = spawn(step.command, step.args, {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
      timeout: STEP_LIMIT_MS,
    })
    child.stdout.setEncoding("utf8").on("data", take)
    child.stderr.setEncoding("utf8").on("data", take)
    const end = (ok: boolean, more = ""): void => {
      done({ ok, seconds: (performance.now() - began) / 1000, output: output + more })
    }
    child.once("error", (error) => end(false, `could not start: ${error.message}\n`))
    child.once("close", (code, signal) => {
      end(code === 0, signal === null ? "" : `ended by ${signal}; the limit is ${STEP_LIMIT_MS / 1000} s\n`)
    })
  })
}

/** A failed run without the lines of what passed: what is wrong must not be looked for. */
function withoutPassed(output: string): string {
  return output
    .split("\n")
    .filter((line) => !line.startsWith("✔"))
    .join("\n")
}

async function main(): Promise<void> {
  refuseOldNode()
  const began = performance.now()
  const outcomes = await Promise.all(
    steps().map(async (step) => {
      const outcome = await run(step)
      console.log(`${outcome.ok ? "ok    " : "FAILED"}  ${outcome.seconds.toFixed(1).padStart(5)} s  ${step.name}`)
      return { step, ...outcome }
    }),
  )
  const failed = outcomes.filter(({ ok }) => !ok)
  for (const { step, output } of failed) {
    console.log(
      `\n---- ${step.name}: ${["node", ...step.args].join(" ").replaceAll(`${root}/`, "")}\n${withoutPassed(output).trim()}`,
    )
  }
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  const count = `${failed.length} of ${outcomes.length} checks failed`
  console.log(
    failed.length === 0 ? `\nall ${outcomes.length} checks passed in ${seconds} s` : `\n${count} in ${seconds} s`,
  )
  if (failed.length > 0) process.exitCode = 1
}

await main()
