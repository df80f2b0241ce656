// Stub.
import type { Task } from "./phase.ts"
export function silenceTasks(): readonly Task[] {
  return []
}
