// Listeners in a process apart from the mock's and the bench's: one in each, in a quick run all in one. Asked by bench.ts over
// Node's channel.

import { answerQuestions } from "../peer.ts"
import type { Consumed, Consumer } from "./consumer.ts"
import { CONSUMERS, isConsumerName } from "./consumers.ts"

interface Work {
  readonly cpu: NodeJS.CpuUsage
  readonly main: NodeJS.CpuUsage
  readonly consumed: Promise<Consumed>
}

const consumers = new Map<string, Consumer>()
let work: Work | undefined

function consumerOf(name: unknown): Consumer {
  const consumer = consumers.get(String(name))
  if (consumer === undefined) throw new Error(`${String(name)} is not connected`)
  return consumer
}

answerQuestions(
  {
    connect: async ({ name, url, wsUrl }) => {
      if (typeof name !== "string" || !isConsumerName(name)) throw new Error(`${String(name)}: no such listener`)
      const consumer = await CONSUMERS[name]({ url: String(url), wsUrl: String(wsUrl) })
      consumers.set(name, consumer)
      const { placesItself, needsMark } = consumer
      return { placesItself, needsMark }
    },
    prepare: ({ name, orders }) => consumerOf(name).prepare(Number(orders)),
    /** Answers at once, so that the flood can begin. */
    begin: ({ name, pushes }) => {
      const before = { cpu: process.cpuUsage(), main: process.threadCpuUsage() }
      work = { ...before, consumed: consumerOf(name).consume(Number(pushes)) }
    },
    end: async () => {
      if (work === undefined) throw new Error("nothing was begun")
      const result = await work.consumed
      const cpu = process.cpuUsage(work.cpu)
      const main = process.threadCpuUsage(work.main)
      return { ...result, cpuUs: cpu.user + cpu.system, mainUs: main.user + main.system }
    },
  },
  async () => {
    for (const consumer of consumers.values()) await consumer[Symbol.asyncDispose]()
    process.exit()
  },
)
