// The door of this package: where the built page lies, for the server. Everything else here runs in a browser and is nobody else's.

export * from "./building/page-files.ts"
