// For each planted bug the seed that catches it soonest, as the last whole hunt found it: tests try these alone, a hunt tries them first. A bug whose seed no
// longer catches it gets a new one from `npm run sim -- --planted`.

export const QUICK_SEEDS: Readonly<Record<string, number>> = {}
