// What this page is made of, under which licence, and whom it owes a mention. Versions of the libraries are those that it was built with.

import { useQuery } from "@tanstack/react-query"
import packageFile from "../../package.json" with { type: "json" }
import { serverVersionQuery } from "../live/queries.ts"

const { dependencies } = packageFile

export function About() {
  const server = useQuery(serverVersionQuery())
  return (
    <div className="about">
      <dl className="about-facts">
        <dt>Server</dt>
        <dd>{server.data ?? (server.error === null ? "…" : "not told")}</dd>
        <dt>This page</dt>
        <dd>{packageFile.version}</dd>
        <dt>Licence</dt>
        <dd>{packageFile.license}</dd>
        <dt>Interface</dt>
        <dd>
          <a href="/docs">for people</a> · <a href="/openapi.json">OpenAPI</a> ·{" "}
          <a href="/metrics">figures for Prometheus</a>
        </dd>
      </dl>
      <p>
        Prices are drawn by{" "}
        <a href="https://www.tradingview.com/" rel="noreferrer">
          TradingView
        </a>{" "}
        Lightweight Charts™ {dependencies["lightweight-charts"]} (Apache 2.0, © TradingView, Inc.). Latencies are drawn
        by uPlot {dependencies.uplot} (MIT). The page stands on React {dependencies.react} and TanStack Query, Table and
        Virtual (MIT).
      </p>
      <p className="soft">Choices on this screen are kept in this browser alone; the server knows nothing of them.</p>
    </div>
  )
}
