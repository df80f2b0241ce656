// What a command of this folder does when it is asked how it is used (--help, code 0) or told what it does not know (code 2).

/** What `read` makes of the process's options. Ends the process where they ask for help, or `read` throws: what is wrong is said with the usage. */
export function orUsage<Options extends { readonly help: boolean }>(usage: string, read: () => Options): Options {
  try {
    const options = read()
    if (!options.help) return options
    console.log(usage)
    process.exit(0)
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${usage}`)
    process.exit(2)
  }
}
