// The command `oms completion`: prints the script that teaches a shell the commands. The table is asked for when it runs, because this command is part of it.

import { command } from "../command.ts"
import { completionScript, SHELLS, type Shell } from "../completion.ts"
import { EXIT } from "../exit-codes.ts"
import { print } from "../terminal.ts"

export const completionCommand = command({
  name: "completion",
  group: "server",
  summary: "print the completion script of a shell",
  args: [{ name: "SHELL", summary: SHELLS.join(", "), values: SHELLS }],
  examples: [{ line: "source <(oms completion bash)", says: "in ~/.bashrc" }],
  run: async (session, [name]) => {
    const { COMMANDS } = await import("./index.ts")
    const shell = SHELLS.find((one): one is Shell => one === name) ?? "bash"
    await print(session.terminal.out, completionScript(shell, COMMANDS))
    return EXIT.done
  },
})
