// A browser that was started in no language of the world (LANG=C) names one that its own Intl refuses, and a library that asks for it while it is loaded fails
// with that. Imported before such a library; does nothing in any other browser.

try {
  new Intl.NumberFormat(navigator.language)
} catch {
  Object.defineProperty(navigator, "language", { value: "en-US", configurable: true })
}
