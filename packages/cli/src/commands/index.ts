// The command table: every command of `oms`, in the order in which help and docs/cli.md list them. A command that is not here does not exist.

import type { Command } from "../command.ts"
import {
  keysAddCommand,
  keysListCommand,
  keysRemoveCommand,
  profileAddCommand,
  profileListCommand,
  profileRemoveCommand,
  profileUseCommand,
  tokenCreateCommand,
  tokenListCommand,
  tokenRevokeCommand,
} from "./access.ts"
import {
  accountsCommand,
  balancesCommand,
  budgetCommand,
  limitsCommand,
  positionsCommand,
  statsCommand,
} from "./account.ts"
import { cancelCommand } from "./cancel.ts"
import { cancelAllCommand } from "./cancel-all.ts"
import { completionCommand } from "./completion.ts"
import { doctorCommand } from "./doctor.ts"
import { gridPauseCommand, gridPlanCommand, gridStartCommand, gridStatusCommand, gridStopCommand } from "./grid.ts"
import { bookCommand, candlesCommand, instrumentsCommand, tradesCommand } from "./market.ts"
import { amendCommand, placeCommand } from "./order-acts.ts"
import { fillsCommand, getCommand, listCommand, timelineCommand, watchOrderCommand } from "./order-looks.ts"
import {
  journalExportCommand,
  journalReplayCommand,
  journalShowCommand,
  journalVerifyCommand,
  paperCommand,
  serveCommand,
} from "./programs.ts"
import {
  breaksCommand,
  haltCommand,
  reconcileRunCommand,
  reduceOnlyCommand,
  resolveCommand,
  resumeCommand,
  statusCommand,
} from "./trading.ts"
import { watchCommand } from "./watch.ts"

export const COMMANDS: readonly Command[] = [
  placeCommand,
  getCommand,
  listCommand,
  amendCommand,
  cancelCommand,
  cancelAllCommand,
  watchOrderCommand,
  timelineCommand,
  fillsCommand,
  positionsCommand,
  balancesCommand,
  accountsCommand,
  statsCommand,
  limitsCommand,
  budgetCommand,
  instrumentsCommand,
  bookCommand,
  tradesCommand,
  candlesCommand,
  statusCommand,
  watchCommand,
  haltCommand,
  reduceOnlyCommand,
  resumeCommand,
  reconcileRunCommand,
  breaksCommand,
  resolveCommand,
  gridPlanCommand,
  gridStartCommand,
  gridStatusCommand,
  gridPauseCommand,
  gridStopCommand,
  serveCommand,
  paperCommand,
  doctorCommand,
  journalVerifyCommand,
  journalShowCommand,
  journalExportCommand,
  journalReplayCommand,
  completionCommand,
  tokenCreateCommand,
  tokenListCommand,
  tokenRevokeCommand,
  keysAddCommand,
  keysListCommand,
  keysRemoveCommand,
  profileAddCommand,
  profileListCommand,
  profileUseCommand,
  profileRemoveCommand,
]
