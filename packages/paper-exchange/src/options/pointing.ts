// How to point other people's clients at a running exchange, as text to paste: curl, ccxt for JavaScript and Python, okx-api.
// It relies on nothing; that the text works is tested with the clients themselves in packages/conformance.

export interface Target {
  /** "http://127.0.0.1:7071" */
  readonly url: string
  /** "ws://127.0.0.1:7071/ws/v5" */
  readonly wsUrl: string
  readonly apiKey: string
  readonly secret: string
  readonly passphrase: string
  /** A SPOT pair to show things on, "BTC-USDT". */
  readonly instId: string
}

export interface Snippet {
  /** "ccxt, JavaScript" */
  readonly client: string
  readonly language: "sh" | "js" | "python"
  readonly code: string
}

export function snippets(target: Target): readonly Snippet[] {
  return [curl(target), ccxtJavaScript(target), ccxtPython(target), okxApi(target)]
}

function curl({ url, apiKey, secret, passphrase, instId }: Target): Snippet {
  const code = `curl '${url}/api/v5/market/ticker?instId=${instId}'
T=$(date -u +%Y-%m-%dT%H:%M:%S.000Z); P=/api/v5/account/balance
curl "${url}$P" -H ${shell(`OK-ACCESS-KEY: ${apiKey}`)} -H ${shell(`OK-ACCESS-PASSPHRASE: ${passphrase}`)} -H "OK-ACCESS-TIMESTAMP: $T" \\
  -H "OK-ACCESS-SIGN: $(printf %s "$T"GET"$P" | openssl dgst -sha256 -hmac ${shell(secret)} -binary | base64)"`
  return { client: "curl", language: "sh", code }
}

function ccxtJavaScript({ url, wsUrl, apiKey, secret, passphrase, instId }: Target): Snippet {
  const code = `import ccxt from "ccxt"
const exchange = new ccxt.pro.okx({
  apiKey: ${quoted(apiKey)}, secret: ${quoted(secret)}, password: ${quoted(passphrase)}, hostname: ${quoted(hostOf(url))},
  urls: { api: { rest: "http://{hostname}", ws: ${quoted(wsUrl)} } },
})
await exchange.loadHttpProxyAgent() // once, before the first ws:// socket
await exchange.loadMarkets()
console.log(await exchange.watchTicker(${quoted(pairOf(instId))}), await exchange.fetchBalance())
await exchange.close()`
  return { client: "ccxt, JavaScript", language: "js", code }
}

function ccxtPython({ url, apiKey, secret, passphrase, instId }: Target): Snippet {
  const code = `import ccxt
exchange = ccxt.okx({
    "apiKey": ${quoted(apiKey)}, "secret": ${quoted(secret)}, "password": ${quoted(passphrase)}, "hostname": ${quoted(hostOf(url))},
    "urls": {"api": {"rest": "http://{hostname}"}},
})
print(exchange.fetch_ticker(${quoted(pairOf(instId))}), exchange.fetch_balance())`
  return { client: "ccxt, Python", language: "python", code }
}

function okxApi({ url, wsUrl, apiKey, secret, passphrase, instId }: Target): Snippet {
  const code = `import { RestClient, WebsocketClient } from "okx-api"
const keys = { apiKey: ${quoted(apiKey)}, apiSecret: ${quoted(secret)}, apiPass: ${quoted(passphrase)} }
const rest = new RestClient({ ...keys, baseUrl: ${quoted(url)} })
console.log(await rest.getTicker({ instId: ${quoted(instId)} }), await rest.getBalance())
const socket = new WebsocketClient({ accounts: [keys], wsUrl: ${quoted(wsUrl)} })
socket.on("update", (push) => { console.log(push); socket.closeAll(true) })
socket.subscribe({ channel: "account" })`
  return { client: "okx-api", language: "js", code }
}

/** "BTC/USDT" */
function pairOf(instId: string): string {
  return instId.replace("-", "/")
}

function hostOf(url: string): string {
  return new URL(url).host
}

/** JSON strings are strings of JavaScript and Python too. */
function quoted(text: string): string {
  return JSON.stringify(text)
}

function shell(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
