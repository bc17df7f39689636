import { DatabaseSync } from "node:sqlite";
import { CHUNK_KINDS } from "../../src/core/chunk_kind.ts";
import type { RequestRecord } from "../../src/core/record.ts";

/** The columns of a `benchmark_data.db` that metrics are computed from. */
const COLUMNS: Readonly<Record<string, (record: RequestRecord) => string | number | null>> = {
  phase: (record) => record.place.phase,
  session_index: (record) => record.place.sessionIndex,
  turn_index: (record) => record.place.turnIndex,
  is_last_turn: (record) => record.place.isLastTurn ? 1 : 0,
  model: (record) => record.place.model,
  label: (record) => record.place.label,
  success: (record) => record.failure === null ? 1 : 0,
  is_stream: (record) => record.isStream ? 1 : 0,
  due_ms: (record) => record.start.dueAtMs,
  slot_ms: (record) => record.start.slotAtMs,
  sent_ms: (record) => record.times.sentAtMs,
  headers_ms: (record) => record.times.headersAtMs,
  end_ms: (record) => record.times.endAtMs,
  failure_kind: (record) => record.failure?.kind ?? null,
  prompt_tokens: (record) => record.tokens.promptTokens,
  completion_tokens: (record) => record.tokens.completionTokens,
  cached_tokens: (record) => record.tokens.cachedTokens,
  reasoning_tokens: (record) => record.tokens.reasoningTokens,
  service_prefill_ms: (record) => record.serviceTimes?.prefillMs ?? null,
  service_decode_ms: (record) => record.serviceTimes?.decodeMs ?? null,
  connect_start_ms: (record) => record.times.connectStartAtMs,
  connected_ms: (record) => record.times.connectedAtMs,
  tls_ms: (record) => record.times.tlsAtMs,
  written_ms: (record) => record.times.writtenAtMs,
  connection_reused: ({ network: { isReused } }) => isReused === null ? null : Number(isReused),
  connection_retries: (record) => record.counts.connectionRetries,
  rtt_ms: (record) => record.network.rttMs,
  retransmits: (record) => record.network.retransmits,
  chunk_times_ms: (record) => JSON.stringify([...record.chunks.atMs]),
  chunk_tokens: (record) => record.chunks.tokens === null ? null : JSON.stringify([...record.chunks.tokens]),
  chunk_kinds: (record) => JSON.stringify([...record.chunks.kinds].map((code) => CHUNK_KINDS[code])),
};

/** Writes records to a new database file and returns its path. */
export function writeRecords(records: readonly RequestRecord[]): string {
  const path = Deno.makeTempFileSync({ suffix: ".db" });
  const database = new DatabaseSync(path);
  const names = Object.keys(COLUMNS);
  database.exec(`CREATE TABLE result(${names.join(", ")}); BEGIN`);
  const insert = database.prepare(`INSERT INTO result VALUES (${names.map(() => "?").join(", ")})`);
  for (const record of records) insert.run(...Object.values(COLUMNS).map((toValue) => toValue(record)));
  database.exec("COMMIT");
  database.close();
  return path;
}
