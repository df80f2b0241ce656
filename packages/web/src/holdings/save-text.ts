// Gives a text to the person as a file, by the browser's own way of saving. Nothing leaves the machine.

/** The address of the text is given back once the browser has taken it. */
const KEPT_MS = 10_000

export function saveText(name: string, text: string, type = "text/csv;charset=utf-8"): void {
  const address = URL.createObjectURL(new Blob([text], { type }))
  const link = document.createElement("a")
  link.href = address
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), KEPT_MS)
}
