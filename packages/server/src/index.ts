// The door of this package for tests and tools of the project; programs come in over HTTP (main.ts). Nothing else imports it.

export { Access } from "./access.ts"
export { type Config, ConfigSchema, type OkxKeys } from "./config.ts"
export { type LoadedConfig, loadConfig } from "./config-file.ts"
export { HttpServer, type HttpServerOptions } from "./http-server.ts"
export type { OmsPort } from "./open-oms.ts"
export { type ServeOptions, Serving, serve } from "./serve.ts"
export { StartRefused } from "./start-refused.ts"
