import { gatewayContract } from "./gateway-contract.ts"
import { MemoryClock } from "./memory-clock.ts"
import { MemoryGateway } from "./memory-gateway.ts"
import { MEMORY_INSTRUMENTS } from "./memory-instruments.ts"

gatewayContract("the memory gateway", async () => {
  const clock = new MemoryClock()
  const gateway = new MemoryGateway({ clock })
  // Reads wait for the clock, which somebody must move while a test awaits them.
  let going = true
  const run = (): void => {
    if (going) void clock.advance(5).then(() => setImmediate(run))
  }
  run()
  const symbol = MEMORY_INSTRUMENTS[0]?.symbol
  if (symbol === undefined) throw new Error("there is an instrument")
  return {
    gateway,
    symbol,
    restingPrice: "90",
    quantity: "0.5",
    slowDown: async () => {
      gateway.travelMs = 2_600
    },
    until: async (holds) => {
      for (let step = 0; !holds(); step++) {
        if (step > 20_000) throw new Error("it never held")
        await new Promise<void>((resolve) => setImmediate(resolve))
      }
    },
    [Symbol.asyncDispose]: async () => {
      going = false
    },
  }
})
