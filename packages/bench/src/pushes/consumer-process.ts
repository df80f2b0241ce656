// One listener in a process of its own. Asked by bench.ts over Node's channel.

import { answerQuestions } from "../peer.ts"
import type { Consumed, Consumer } from "./consumer.ts"
import { CONSUMERS, isConsumerName } from "./consumers.ts"

const [name = ""] = process.argv.slice(2)
let consumer: Consumer | undefined
let consumed: Promise<Consumed> | undefined
let before: { readonly cpu: NodeJS.CpuUsage; readonly main: NodeJS.CpuUsage } | undefined

function opened(): Consumer {
  if (consumer === undefined) throw new Error(`${name} is not connected`)
  return consumer
}

answerQuestions(
  {
    connect: async ({ url, wsUrl }) => {
      if (!isConsumerName(name)) throw new Error(`${name}: no such listener`)
      consumer = await CONSUMERS[name]({ url: String(url), wsUrl: String(wsUrl) })
      const { placesItself, needsMark } = consumer
      return { placesItself, needsMark }
    },
    prepare: ({ orders }) => opened().prepare(Number(orders)),
    /** Answers at once, so that the flood can begin. */
    begin: ({ pushes }) => {
      before = { cpu: process.cpuUsage(), main: process.threadCpuUsage() }
      consumed = opened().consume(Number(pushes))
    },
    end: async () => {
      const result = await consumed
      const cpu = process.cpuUsage(before?.cpu)
      const main = process.threadCpuUsage(before?.main)
      return { ...result, cpuUs: cpu.user + cpu.system, mainUs: main.user + main.system }
    },
  },
  async () => {
    await consumer?.[Symbol.asyncDispose]()
    process.exit()
  },
)
