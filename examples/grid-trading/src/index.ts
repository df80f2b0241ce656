// Two desks for the grid, over HTTP and over the library, for programs that want a grid of their own. The grid itself is the package grid; the command
// is main.ts.

export { HttpDesk, type HttpDeskOptions } from "./http-desk.ts"
export { type LibraryDeskOptions, openLibraryDesk } from "./library-desk.ts"
