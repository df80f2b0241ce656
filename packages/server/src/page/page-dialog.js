// One question to the person before something that concerns the whole account: what will happen, a reason or a word to type, and the choices.

import { element } from "./page-elements.js"

export class Question {
  #dialog
  #parts

  /** parts: { title, text, label, input, choices } inside the dialog. */
  constructor(dialog, parts) {
    this.#dialog = dialog
    this.#parts = parts
  }

  /**
   * choices: [{ text, value, tone }]. With `word`, choices wait until it was typed. Resolves to { value, input }, or undefined when the person
   * thought better of it.
   */
  async ask({ title, text, label, word, choices }) {
    const dialog = this.#dialog
    const parts = this.#parts
    parts.title.textContent = title
    parts.text.textContent = text
    parts.label.textContent = label
    parts.input.value = ""
    const made = choices.map((choice) => {
      const button = element("button", "", choice.text)
      button.type = "button"
      button.dataset.tone = choice.tone
      button.addEventListener("click", () => dialog.close(choice.value))
      return button
    })
    const leave = element("button", "", "Leave it")
    leave.type = "button"
    leave.addEventListener("click", () => dialog.close(""))
    parts.choices.replaceChildren(...made, leave)
    const check = () => {
      for (const button of made) button.disabled = word !== undefined && parts.input.value.trim() !== word
    }
    parts.input.oninput = check
    check()
    dialog.returnValue = ""
    dialog.showModal()
    parts.input.focus()
    await new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }))
    return dialog.returnValue === "" ? undefined : { value: dialog.returnValue, input: parts.input.value.trim() }
  }
}
