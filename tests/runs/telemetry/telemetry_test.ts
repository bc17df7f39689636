import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { readJson } from "../../support/perf_run.ts";
import { runHere } from "../../support/command_line.ts";
import { dataOf } from "../../support/report_page.ts";
import { withSimulator } from "../../support/simulator.ts";
import { withTemporaryFolder } from "../../support/temporary_folder.ts";

interface Received {
  readonly path: string;
  readonly headers: Headers;
  // deno-lint-ignore no-explicit-any -- tests look at arbitrary places of it
  readonly body: any;
}

/** Passes on what is sent to a simulator, counts as vLLM does, and takes telemetry. */
function startService(upstream: string): { url: string; received: Received[]; stop(): Promise<void> } {
  const received: Received[] = [];
  let requests = 0;
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/metrics") {
      return new Response(`vllm:request_success_total{model_name="m"} ${requests}\nvllm:num_requests_running 1\n`);
    }
    const text = await request.text();
    received.push({ path: pathname, headers: request.headers, body: JSON.parse(text) });
    if (!pathname.endsWith("/chat/completions")) return new Response("{}");
    requests++;
    return await fetch(upstream + pathname, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: text,
    });
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    received,
    stop: () => server.shutdown(),
  };
}

Deno.test("--otlp sends spans whose ids the service was given, and metrics; --server-metrics holds counts against ours", async () => {
  await withTemporaryFolder((folder) =>
    withSimulator({}, async (simulator) => {
      const service = startService(simulator.url);
      try {
        const run = await runHere([
          ...["perf", "--model", "sim", "--url", `${service.url}/v1/chat/completions`, "--prompt", "hi"],
          ...["--number", "4", "--warmup-num", "2", "--outputs-dir", folder, "--no-timestamp", "--no-test-connection"],
          ...["--otlp", service.url, "--otlp-protocol", "http/json", "--server-metrics", "--host-metrics"],
        ]);
        strictEqual(run.code, 0, run.stderr);
        const sent = service.received.filter(({ path }) => path.endsWith("/completions"));
        const parents = sent.map(({ headers }) => headers.get("traceparent")?.split("-").slice(1).join("-"));
        const spans = service.received.filter(({ path }) => path === "/v1/traces")
          .flatMap(({ body }) => body.resourceSpans[0].scopeSpans[0].spans);
        deepStrictEqual(spans.map(({ traceId, spanId }) => `${traceId}-${spanId}-01`).toSorted(), parents.toSorted());
        const phases = spans[0].events.map(({ name }: { name: string }) => name);
        ok(["request_sent", "first_token", "last_token"].every((name) => phases.includes(name)), phases.join());
        const metrics = service.received.findLast(({ path }) => path === "/v1/metrics")?.body;
        const [duration] = metrics.resourceMetrics[0].scopeMetrics[0].metrics;
        strictEqual(duration.name, "gen_ai.client.operation.duration");
        strictEqual(duration.histogram.dataPoints[0].count, "4");

        match(run.stderr, /vLLM says of itself: /);
        match(run.stderr, /Requests: service 4, client 4/);
        const step = `${folder}/sim/parallel_1_number_4`;
        strictEqual((await readJson(`${step}/server_metrics.json`)).counters.requests, 4);
        ok((await readJson(`${step}/host_metrics.json`)).moments.length > 0);
        const page = await Deno.readTextFile(`${folder}/sim/perf_report.html`);
        match(page, /What vLLM says of itself/);
        ok(dataOf(page).charts.some(({ title }) => title.en === "Over time: this machine"));
      } finally {
        await service.stop();
      }
    })
  );
});

Deno.test("a collector and a page of metrics that are not there cost a warning each", async () => {
  await withTemporaryFolder((folder) =>
    withSimulator({}, async (simulator) => {
      const dead = Deno.listen({ hostname: "127.0.0.1", port: 0 });
      const url = `http://127.0.0.1:${dead.addr.port}`;
      dead.close();
      const run = await runHere([
        ...["perf", "--model", "sim", "--url", `${simulator.url}/v1/chat/completions`, "--prompt", "hi"],
        ...[
          "--number",
          "2",
          "--outputs-dir",
          folder,
          "--no-timestamp",
          "--otlp",
          url,
          "--server-metrics",
          `${url}/metrics`,
        ],
      ]);
      strictEqual(run.code, 0, run.stderr);
      match(run.stderr, /OpenTelemetry: .*the run goes on/);
      match(run.stderr, /2 spans were not sent/);
      match(run.stderr, /Trouble with the service's own metrics/);
    })
  );
});
