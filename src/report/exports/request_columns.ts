import type { RequestRow } from "../model/report_model.ts";

/** A column of the requests in tables of figures. */
export interface RequestColumn {
  readonly name: string;
  readonly kind: "text" | "number" | "count";
  readonly read: (row: ExportedRequest) => string | number | null;
}

/** A request with the run and the point that it belongs to. */
export interface ExportedRequest extends RequestRow {
  readonly run: string;
  readonly point: string;
}

/** The columns of `requests.csv` and `requests.parquet`; times are ms after the first sending of the point. */
export const REQUEST_COLUMNS: readonly RequestColumn[] = [
  { name: "run", kind: "text", read: ({ run }) => run },
  { name: "point", kind: "text", read: ({ point }) => point },
  { name: "request", kind: "count", read: ({ number }) => number },
  { name: "start_ms", kind: "number", read: ({ startMs }) => startMs },
  { name: "end_ms", kind: "number", read: ({ endMs }) => endMs },
  { name: "queue_ms", kind: "number", read: ({ queueMs }) => queueMs },
  { name: "ttft_ms", kind: "number", read: ({ ttftMs }) => ttftMs },
  { name: "latency_ms", kind: "number", read: ({ latencyMs }) => latencyMs },
  { name: "tpot_ms", kind: "number", read: ({ tpotMs }) => tpotMs },
  { name: "prompt_tokens", kind: "count", read: ({ promptTokens }) => promptTokens },
  { name: "output_tokens", kind: "count", read: ({ outputTokens }) => outputTokens },
  { name: "failure", kind: "text", read: ({ failure }) => failure },
  { name: "session", kind: "count", read: ({ session }) => session },
  { name: "turn", kind: "count", read: ({ turn }) => turn },
];
