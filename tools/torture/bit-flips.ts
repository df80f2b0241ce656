// Stub.
import type { Task } from "./phase.ts"
export function flipTasks(): readonly Task[] {
  return []
}
