// Which acts ask before they happen, and how: told here so that nobody has to find out by pressing. There is nothing to switch off.

const TIERS = [
  {
    title: "At once",
    when: "One order: place, amend, cancel.",
    how: "The order changes when OKX's word comes, never before.",
  },
  {
    title: "A count to look at",
    when: "Several orders, or all of a grid.",
    how: "The number is on the button. By key: press it twice within three seconds.",
  },
  {
    title: "A word to type",
    when: "A whole account: cancel everything, halt trading.",
    how: "Nothing happens before the word stands there.",
  },
] as const

export function Confirmations() {
  return (
    <ol className="tiers">
      {TIERS.map(({ title, when, how }) => (
        <li key={title}>
          <strong>{title}</strong>
          <span>{when}</span>
          <span className="soft">{how}</span>
        </li>
      ))}
    </ol>
  )
}
