// What a person may do with a grid: go on, pause, stop. Pausing and stopping ask what becomes of its resting orders; the answer stands on the button. The grid
// changes when the server says so.

import type { GridStatusRow } from "@okx-oms/api"
import { useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { useCommands } from "../keys/use-keys.tsx"
import { clientOf } from "../live/client.ts"
import { useCommand } from "../live/use-command.ts"
import { Button } from "../ui/button.tsx"
import { Confirm } from "../ui/confirm.tsx"
import { Notice, useTell } from "../ui/notice.tsx"
import { termsText, wishOf } from "./grid-draft.ts"
import { gridActs } from "./grid-facts.ts"

type Asked = "start" | "pause" | "stop"

export function GridActs({ grid }: { readonly grid: GridStatusRow }) {
  const [asked, setAsked] = useState<Asked>()
  const { start, pause, stop } = gridActs(grid)
  const { strategy, state } = grid
  const goOn = state === "paused" ? "Go on" : "Start again"
  useCommands(
    [
      start && {
        id: "grids.go-on",
        title: `${goOn} with grid ${strategy}`,
        group: "Grids",
        run: () => setAsked("start"),
      },
      pause && { id: "grids.pause", title: `Pause grid ${strategy}…`, group: "Grids", run: () => setAsked("pause") },
      stop && { id: "grids.stop", title: `Stop grid ${strategy}…`, group: "Grids", run: () => setAsked("stop") },
    ].filter((command) => command !== false),
  )
  return (
    <div className="grids-acts">
      {start && (
        <Button look={state === "paused" ? "accent" : "plain"} onClick={() => setAsked("start")}>
          {goOn}
        </Button>
      )}
      {pause && <Button onClick={() => setAsked("pause")}>{state === "paused" ? "Cancel its orders" : "Pause"}</Button>}
      {stop && (
        <Button look="danger" onClick={() => setAsked("stop")}>
          Stop
        </Button>
      )}
      {asked === "start" && <StartAgain grid={grid} onClose={() => setAsked(undefined)} />}
      {asked === "pause" && <PauseQuestion grid={grid} onClose={() => setAsked(undefined)} />}
      {asked === "stop" && <StopQuestion grid={grid} onClose={() => setAsked(undefined)} />}
    </div>
  )
}

interface QuestionProps {
  readonly grid: GridStatusRow
  readonly onClose: () => void
}

/** Sends a command about the grid, reads the grids anew and tells what was asked. */
function useGridCommand({ grid, onClose }: QuestionProps, act: () => Promise<GridStatusRow>, told: string) {
  const queries = useQueryClient()
  const tell = useTell()
  const command = useCommand(act)
  const send = async (): Promise<void> => {
    const answer = await command.send()
    if (answer === undefined) return
    onClose()
    tell(told)
    await queries.invalidateQueries({ queryKey: ["grids", grid.account] })
  }
  return { ...command, send: () => void send() }
}

function StartAgain({ grid, onClose }: QuestionProps) {
  const { account, strategy, state } = grid
  const isPaused = state === "paused"
  const command = useGridCommand(
    { grid, onClose },
    () => clientOf(account).startGrid(wishOf(grid)),
    `Grid ${strategy} ${isPaused ? "goes on" : "starts again"}.`,
  )
  return (
    <Confirm
      title={isPaused ? `Go on with grid ${strategy}` : `Start grid ${strategy} again`}
      action={isPaused ? "Go on" : "Start again"}
      look="accent"
      onConfirm={command.send}
      onClose={onClose}
      isBusy={command.isSending}
      problem={command.problem}
    >
      <p>
        By the terms it had: {termsText(grid)}.{" "}
        {isPaused ? "Levels without an order get one at once." : "It finds its orders again by their names."}
      </p>
    </Confirm>
  )
}

function PauseQuestion({ grid, onClose }: QuestionProps) {
  const { account, strategy, openOrders, state } = grid
  const [cancels, setCancels] = useState(state === "paused")
  const command = useGridCommand(
    { grid, onClose },
    () => clientOf(account).pauseGrid(strategy, { cancelOrders: cancels }),
    cancels ? `Grid ${strategy} pauses; its orders are being cancelled.` : `Grid ${strategy} pauses; its orders rest.`,
  )
  return (
    <Confirm
      title={state === "paused" ? `Cancel the orders of grid ${strategy}` : `Pause grid ${strategy}`}
      action={cancels ? `Pause and cancel ${ordersText(openOrders)}` : "Pause, orders rest"}
      look={cancels ? "danger" : "accent"}
      onConfirm={command.send}
      onClose={onClose}
      isBusy={command.isSending}
      problem={command.problem}
    >
      <p>Nothing new is placed until somebody goes on with it.</p>
      <OrdersChoice
        cancels={cancels}
        onChoose={setCancels}
        rest="What rests stays, and may still be filled"
        cancel={`Cancel ${ordersText(openOrders)} too`}
      />
    </Confirm>
  )
}

function StopQuestion({ grid, onClose }: QuestionProps) {
  const { account, strategy, openOrders } = grid
  const [cancels, setCancels] = useState(true)
  const command = useGridCommand(
    { grid, onClose },
    () => clientOf(account).stopGrid(strategy, { cancelOrders: cancels }),
    `Grid ${strategy} is being stopped.`,
  )
  return (
    <Confirm
      title={`Stop grid ${strategy}`}
      action={cancels ? `Stop and cancel ${ordersText(openOrders)}` : "Stop, orders rest"}
      onConfirm={command.send}
      onClose={onClose}
      isBusy={command.isSending}
      problem={command.problem}
    >
      <p>The grid ends. What it bought stays in the account; nothing is sold for it.</p>
      <OrdersChoice
        cancels={cancels}
        onChoose={setCancels}
        cancel={`Cancel ${ordersText(openOrders)}`}
        rest="Leave them: they rest at OKX without anybody who follows a fill"
      />
      {!cancels && openOrders > 0 && <Notice tone="warn">Orders that rest are filled without a counter order.</Notice>}
    </Confirm>
  )
}

function OrdersChoice({
  cancels,
  onChoose,
  rest,
  cancel,
}: {
  readonly cancels: boolean
  readonly onChoose: (cancels: boolean) => void
  readonly rest: string
  readonly cancel: string
}) {
  return (
    <fieldset className="grids-choice">
      <legend>Its open orders</legend>
      <label>
        <input type="radio" name="orders" checked={!cancels} onChange={() => onChoose(false)} /> {rest}
      </label>
      <label>
        <input type="radio" name="orders" checked={cancels} onChange={() => onChoose(true)} /> {cancel}
      </label>
    </fieldset>
  )
}

function ordersText(count: number): string {
  return `${count} ${count === 1 ? "order" : "orders"}`
}
