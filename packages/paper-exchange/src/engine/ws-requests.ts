// The WebSocket side: ping, login, subscriptions and trade operations over one connection, with the answers and limits of
// reference section 7. Channels are channels.ts's, the operations order-operations.ts's.

import { authenticateLogin, mayWrite } from "./authentication.ts"
import { channelOf, readSubscription } from "./channels.ts"
import type { Account, Market } from "./model.ts"
import { type Operation, runOperation } from "./order-operations.ts"
import { isIdentifier, isRecord, type Parameters, text } from "./parameters.ts"
import { startBeat } from "./public-feed.ts"
import type { RateLimit } from "./rate-limits.ts"
import { parameterMissing, REFUSALS, type Refusal, refuse } from "./refusals.ts"
import { micros } from "./rest-requests.ts"
import { type Answer, type Delivery, refusalAnswer, serve } from "./serve.ts"
import { attach, type Connection, detach } from "./session.ts"
import { gatewayMs, isSilenced, note, send, type World } from "./world.ts"

/** Subscriptions, unsubscriptions and logins of one connection. */
const REQUESTS_LIMIT: RateLimit = { count: 480, windowMs: 3_600_000 }
const SUBSCRIPTIONS_MAX = 1_000
const CONNECTIONS_PER_CHANNEL = 30
const MESSAGE_MAX = 65_536

const OPERATIONS: Readonly<Record<string, { operation: Operation; batch: boolean }>> = {
  order: { operation: "place", batch: false },
  "batch-orders": { operation: "place", batch: true },
  "cancel-order": { operation: "cancel", batch: false },
  "batch-cancel-orders": { operation: "cancel", batch: true },
  "amend-order": { operation: "amend", batch: false },
  "batch-amend-orders": { operation: "amend", batch: true },
}

export function handleMessage(world: World, connection: Connection, message: string): void {
  connection.lastInboundMs = world.nowMs
  const uid = connection.accounts.keys().next().value
  if (uid !== undefined && world.faults.strikes("disconnect", { uid, nowMs: world.nowMs })) {
    dropConnection(world, connection, 1006, "")
    return
  }
  if (message === "ping") {
    send(world, connection, "pong")
    return
  }
  const parsed = parse(message)
  if (parsed === undefined || message.length > MESSAGE_MAX) {
    sendError(world, connection, "", refuse("60012", `Invalid request: ${message.slice(0, 500)}`))
    return
  }
  const id = text(parsed, "id")
  const op = text(parsed, "op")
  const args = parsed.args
  const operation = Object.hasOwn(OPERATIONS, op) ? OPERATIONS[op] : undefined
  if (operation !== undefined) {
    handleOperation(world, connection, { ...operation, id, op, args, expTime: text(parsed, "expTime") })
    return
  }
  if (op === "mass-cancel") {
    refuseMassCancel(world, connection, id)
    return
  }
  if (op !== "login" && op !== "subscribe" && op !== "unsubscribe") {
    const refusal =
      op === ""
        ? refuse("60012", `Invalid request: ${message.slice(0, 500)}`)
        : refuse("60019", `Invalid op: ${op.slice(0, 100)}`)
    sendError(world, connection, id, refusal)
    return
  }
  if (!Array.isArray(args) || args.length === 0 || !args.every(isRecord)) {
    sendError(world, connection, id, refuse("60012", `Invalid request: ${message.slice(0, 500)}`))
    return
  }
  if (!world.limits.take(`connection:${connection.id}`, REQUESTS_LIMIT, world.nowMs)) {
    sendError(world, connection, id, refuse("60014", "Requests too frequent"))
    return
  }
  if (op === "login") login(world, connection, id, args)
  else for (const arg of args) (op === "subscribe" ? subscribe : unsubscribe)(world, connection, id, arg)
}

function parse(message: string): Parameters | undefined {
  try {
    const value: unknown = JSON.parse(message)
    return isRecord(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** An event with the id of the request, when it had one, and the connection's. */
function sendEvent(world: World, connection: Connection, id: string, event: Record<string, unknown>): void {
  const named = id === "" ? event : { id, ...event }
  send(world, connection, JSON.stringify({ ...named, connId: connection.id }))
}

function sendError(world: World, connection: Connection, id: string, refusal: Refusal): void {
  sendEvent(world, connection, id, { event: "error", code: refusal.code, msg: refusal.msg })
}

function login(world: World, connection: Connection, id: string, args: readonly Parameters[]): void {
  if (connection.path === "public") {
    sendError(world, connection, id, refuse("60018", "Login is not supported by this URL"))
    return
  }
  for (const arg of args) {
    const key = authenticateLogin(world, arg, connection.ip)
    if ("code" in key) {
      note(world, "login-refused", { connectionId: connection.id, code: key.code })
      sendError(world, connection, id, key)
      return
    }
    const { account } = key
    connection.accounts.set(account.uid, account)
    connection.keys.set(account.uid, key)
    note(world, "logged-in", { connectionId: connection.id, uid: account.uid })
  }
  sendEvent(world, connection, id, { event: "login", msg: "", code: "0" })
}

function subscribe(world: World, connection: Connection, id: string, arg: Parameters): void {
  const read = readSubscription(world, connection, arg)
  if ("code" in read) {
    sendError(world, connection, id, read)
    return
  }
  const { subscription, channel, market } = read
  const uid = subscription.account?.uid
  if (world.faults.strikes("lost-subscription", { uid, nowMs: world.nowMs })) {
    note(world, "request-dropped", { door: "ws", uid, op: "subscribe", connectionId: connection.id, args: [arg] })
    return
  }
  const known = connection.subscriptions.get(subscription.key)
  if (known === undefined && connection.subscriptions.size >= SUBSCRIPTIONS_MAX) {
    dropConnection(world, connection, 4008, "Too many subscribed channels")
    return
  }
  sendEvent(world, connection, id, { event: "subscribe", arg })
  if (known !== undefined) detach(known)
  attach(subscription)
  if (channel.counted === true && subscription.account !== undefined) {
    const count = connectionsOf(subscription.account, subscription.channel)
    const facts = { channel: subscription.channel, connCount: String(Math.min(count, CONNECTIONS_PER_CHANNEL)) }
    if (count > CONNECTIONS_PER_CHANNEL) {
      sendEvent(world, connection, "", { event: "channel-conn-count-error", ...facts })
      detach(subscription)
      return
    }
    sendEvent(world, connection, "", { event: "channel-conn-count", ...facts })
  }
  const first = market ?? world.markets.values().next().value
  if (first !== undefined) channel.first(world, subscription, first)
  if (subscription.market !== undefined) startBeat(world, subscription.market, subscription.channel)
}

function connectionsOf(account: Account, channel: string): number {
  const connections = new Set<Connection>()
  for (const subscription of account.subscriptions.get(channel) ?? []) connections.add(subscription.connection)
  return connections.size
}

function unsubscribe(world: World, connection: Connection, id: string, arg: Parameters): void {
  if (channelOf(text(arg, "channel")) === undefined) {
    sendError(world, connection, id, refuse("60018", `Wrong URL or channel:${text(arg, "channel")} doesn't exist.`))
    return
  }
  const read = readSubscription(world, connection, arg)
  const known = "code" in read ? undefined : connection.subscriptions.get(read.subscription.key)
  if (known !== undefined) detach(known)
  sendEvent(world, connection, id, { event: "unsubscribe", arg })
}

interface OperationMessage {
  readonly operation: Operation
  readonly batch: boolean
  readonly id: string
  readonly op: string
  readonly args: unknown
  readonly expTime: string
}

function handleOperation(world: World, connection: Connection, message: OperationMessage): void {
  const { id, op, args } = message
  const arrivedMs = gatewayMs(world)
  const key = connection.keys.values().next().value
  if (connection.path === "public" || connection.path === "business") {
    sendError(world, connection, id, refuse("60028", "The current operation is not supported by this URL."))
    return
  }
  if (key === undefined) {
    sendError(world, connection, id, refuse("60011", "Please log in"))
    return
  }
  const { account } = key
  const delivery = operationDelivery(world, connection, { id, op, arrivedMs })
  if (id === "" || !isIdentifier(id) || !Array.isArray(args) || !args.every(isRecord)) {
    delivery.answer(refusalAnswer(refuse("60013", "Invalid args"), true))
    return
  }
  const items: readonly Parameters[] = message.batch ? args : args.slice(0, 1)
  const what = { door: "ws", uid: account.uid, op, id, connectionId: connection.id }
  note(world, "request-received", { ...what, args: items, expTime: message.expTime })
  const execute = (): Answer => {
    const refusal = mayWrite(world, key)
    if (refusal !== undefined) {
      note(world, "request-refused", { ...what, code: refusal.code, args: items, expTime: message.expTime })
      return refusalAnswer(refusal, true)
    }
    return runOperation(world, {
      account,
      operation: message.operation,
      batch: message.batch,
      items,
      marketOf: (item) => marketByCode(world, item),
      failureMsg: "",
      arrivedMs,
      expTime: message.expTime,
    })
  }
  serve(world, { lane: connection.lane, uid: account.uid, write: true, what, execute, delivery })
}

/** Only market makers of options have it. */
function refuseMassCancel(world: World, connection: Connection, id: string): void {
  if (connection.accounts.size === 0) {
    sendError(world, connection, id, refuse("60011", "Please log in"))
    return
  }
  const delivery = operationDelivery(world, connection, { id, op: "mass-cancel", arrivedMs: gatewayMs(world) })
  delivery.answer(refusalAnswer(REFUSALS.noMassCancel, true))
}

/** By instIdCode, as OKX wants it since spring 2026; by instId too where the exchange is told to be lenient. */
function marketByCode(world: World, item: Parameters): Market | Refusal {
  const code = text(item, "instIdCode")
  if (code !== "") return world.marketsByCode.get(Number(code)) ?? REFUSALS.instIdUnknown
  if (world.options.strictInstIdCode) return parameterMissing("instIdCode")
  const instId = text(item, "instId")
  if (instId === "") return parameterMissing("instIdCode")
  return world.markets.get(instId) ?? REFUSALS.instIdUnknown
}

function operationDelivery(
  world: World,
  connection: Connection,
  request: { id: string; op: string; arrivedMs: number },
): Delivery {
  const { id, op, arrivedMs } = request
  const textOf = ({ code, msg, data, extra }: Answer): string =>
    JSON.stringify({
      ...extra,
      id,
      op,
      code,
      msg,
      data,
      inTime: micros(arrivedMs, 137),
      outTime: micros(gatewayMs(world), 842),
    })
  return {
    answer: (answer) => send(world, connection, textOf(answer)),
    broken(kind, answer) {
      if (kind === "empty-body") return
      if (kind === "html-502") {
        const refusal = refuse(
          "64007",
          `Operation ${op} failed due to WebSocket internal error. Please try again later.`,
        )
        send(world, connection, textOf(refusalAnswer(refusal)))
        return
      }
      const whole = textOf(answer)
      send(world, connection, whole.slice(0, Math.floor(whole.length / 2)))
    },
    nothing() {},
  }
}

/** Ends a connection from this side. 1006 means: cut, without a closing frame. */
export function dropConnection(world: World, connection: Connection, code: number, reason: string): void {
  if (connection.closed) return
  forgetConnection(world, connection)
  note(world, "connection-closed", { connectionId: connection.id, code, reason })
  world.outgoing.push({ kind: "close", connectionId: connection.id, code, reason })
}

export function forgetConnection(world: World, connection: Connection): void {
  connection.closed = true
  for (const subscription of [...connection.subscriptions.values()]) detach(subscription)
  world.connections.delete(connection.id)
}

/** Drops the connections of an account, or of everybody for "*". */
export function dropConnections(world: World, uid: string, code: number, reason: string): void {
  for (const connection of connectionsBelongingTo(world, uid)) dropConnection(world, connection, code, reason)
}

/** Those open now, by a uid or "*". */
export function connectionsBelongingTo(world: World, uid: string): Connection[] {
  return [...world.connections.values()].filter((connection) => uid === "*" || connection.accounts.has(uid))
}

/** Tells the connections on the private and public paths that they will be closed, as before a service upgrade. */
export function sendUpgradeNotice(world: World, connections: Iterable<Connection>): number {
  let told = 0
  for (const connection of connections) {
    if (isSilenced(world, connection)) continue
    sendEvent(world, connection, "", {
      event: "notice",
      msg: "The connection will soon be closed for a service upgrade. Please reconnect.",
      code: "64008",
    })
    told++
  }
  return told
}
