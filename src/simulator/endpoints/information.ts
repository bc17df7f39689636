import type { JsonObject } from "../../core/json.ts";
import { encode } from "../http/wire.ts";
import type { Exchange } from "../replies/exchange.ts";

/** Answers `/models`. */
export function answerModels(exchange: Exchange): void {
  const { options, createdSeconds } = exchange.services;
  const data: JsonObject[] = options.models.map((id) => ({
    id,
    object: "model",
    created: createdSeconds(),
    owned_by: "streamgauge",
  }));
  exchange.sendJson(200, { object: "list", data });
}

/** Answers Ollama's `/api/tags`. */
export function answerTags(exchange: Exchange): void {
  const { options, createdSeconds } = exchange.services;
  const modified = new Date(createdSeconds() * 1000).toISOString();
  const models: JsonObject[] = options.models.map((name) => ({
    name,
    model: name,
    modified_at: modified,
    size: 0,
    digest: "",
    details: { format: "gguf", family: "streamgauge", families: ["streamgauge"] },
  }));
  exchange.sendJson(200, { models });
}

/** Answers `/health`: an empty 200, as vLLM does. */
export function answerHealth(exchange: Exchange): void {
  exchange.sendBody(200, new Uint8Array(0), []);
}

/** Answers `/metrics` in Prometheus' text format, under the names that vLLM uses. */
export function answerMetrics(exchange: Exchange): void {
  const { admission, tally, options } = exchange.services;
  const label = `{model_name=${JSON.stringify(options.models[0] ?? "")}}`;
  const lines = [
    ...metric("vllm:num_requests_running", "gauge", [label, admission.running]),
    ...metric("vllm:num_requests_waiting", "gauge", [label, admission.waiting]),
    ...metric("vllm:prompt_tokens_total", "counter", [label, tally.promptTokens]),
    ...metric("vllm:generation_tokens_total", "counter", [label, tally.generationTokens]),
    ...metric("vllm:request_success_total", "counter", [label, tally.replies]),
  ];
  const type = "text/plain; version=0.0.4; charset=utf-8";
  exchange.sendBody(200, encode(`${lines.join("\n")}\n`), [["content-type", type]]);
}

function metric(name: string, type: string, [label, value]: readonly [string, number]): readonly string[] {
  return [`# TYPE ${name} ${type}`, `${name}${label} ${value}`];
}
