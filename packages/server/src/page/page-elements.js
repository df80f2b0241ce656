// Small makers and setters of elements. Everything is set as text, never as markup, and only when it changed.

export function element(name, className, text) {
  const made = document.createElement(name)
  if (className) made.className = className
  if (text !== undefined) made.textContent = text
  return made
}

export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text
}

export function setTone(node, tone) {
  if (node.dataset.tone !== tone) node.dataset.tone = tone
}

export function setTitle(node, text) {
  if (node.title !== text) node.title = text
}

/** Marks a change for a moment. */
export function flash(node) {
  node.classList.remove("changed")
  requestAnimationFrame(() => node.classList.add("changed"))
}
