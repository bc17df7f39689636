import { PAGE_TYPES, renderPage } from "./prometheus_page.ts";
import type { RequestMeter } from "./request_meter.ts";

/** What serves the figures. */
export interface PrometheusServer extends AsyncDisposable {
  /** Where they are. */
  readonly url: string;
}

/** Serves the figures at `/metrics`, to this machine alone; throws where the port is taken. */
export function startPrometheusServer(meter: RequestMeter, port: number): PrometheusServer {
  const server = Deno.serve({ hostname: "127.0.0.1", port, onListen() {} }, (request) => {
    if (new URL(request.url).pathname !== "/metrics") return new Response("See /metrics\n", { status: 404 });
    const form = request.headers.get("accept")?.includes("openmetrics") === true ? "openmetrics" : "text";
    return new Response(renderPage(meter, form), { headers: { "content-type": PAGE_TYPES[form] } });
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}/metrics`,
    async [Symbol.asyncDispose]() {
      await server.shutdown();
    },
  };
}
