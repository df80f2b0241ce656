// The few figures of the server's process that this screen shows, read from the text that Prometheus reads. What is not there is undefined: another version may
// not tell it. Pure.

export interface ProcessFigures {
  /** How late the event loop ran, of the last ten seconds or more. */
  readonly loopP50Ms: number | undefined
  readonly loopP99Ms: number | undefined
  readonly loopWorstMs: number | undefined
  readonly residentBytes: number | undefined
  readonly heapBytes: number | undefined
  /** Milliseconds since 1970. */
  readonly startedAt: number | undefined
  readonly streams: number | undefined
}

export function processFigures(text: string): ProcessFigures {
  const values = new Map<string, number>()
  for (const line of text.split("\n")) {
    const [, name, value] = /^(oms_\w+(?:\{[^}]*\})?) (\S+)$/.exec(line) ?? []
    if (name !== undefined && !Number.isNaN(Number(value))) values.set(name, Number(value))
  }
  const times = (name: string, factor: number): number | undefined => {
    const value = values.get(name)
    return value === undefined ? undefined : value * factor
  }
  const streams = [...values].filter(([name]) => name.startsWith("oms_event_subscribers"))
  return {
    loopP50Ms: times('oms_event_loop_delay_seconds{quantile="0.5"}', 1_000),
    loopP99Ms: times('oms_event_loop_delay_seconds{quantile="0.99"}', 1_000),
    loopWorstMs: times('oms_event_loop_delay_seconds{quantile="1"}', 1_000),
    residentBytes: times('oms_memory_bytes{kind="resident"}', 1),
    heapBytes: times('oms_memory_bytes{kind="heap"}', 1),
    startedAt: times("oms_start_time_seconds", 1_000),
    streams: streams.length === 0 ? undefined : streams.reduce((sum, [, value]) => sum + value, 0),
  }
}

/** "191 MiB" */
export function bytesText(bytes: number): string {
  const mebibytes = bytes / 2 ** 20
  return mebibytes < 1_024 ? `${Math.round(mebibytes)} MiB` : `${(mebibytes / 1_024).toFixed(1)} GiB`
}
