// Facts one below the other: what it is, how it is in a word with its tone, and more beside it.

import type { Tone } from "../words/tone.ts"

export interface SystemFact {
  readonly title: string
  readonly word: string
  readonly tone: Tone
  /** "" when the word says it all. */
  readonly more: string
}

export function FactList({ facts }: { readonly facts: readonly SystemFact[] }) {
  return (
    <dl className="system-facts">
      {facts.map(({ title, word, tone, more }) => (
        <div key={title} className="system-fact" data-tone={tone} data-fact-of={title}>
          <dt>{title}</dt>
          <dd>
            <span className="toned">{word}</span>
            {more !== "" && <span className="soft"> {more}</span>}
          </dd>
        </div>
      ))}
    </dl>
  )
}
