// The simulator's public face: what a judge of a simulated world observes.

export { type ClientCall, type Judge, type Observation, Violation } from "./observation.ts"
