import { createClock, takeOriginEpochMs } from "../../src/core/clock.ts";
import { createFetchTransport } from "../../src/transport/fetch_transport.ts";
import type { ExchangeResult, HttpRequest, TransportSettings } from "../../src/transport/transport.ts";

/** What an observer was told. */
export interface Observed {
  readonly result: ExchangeResult;
  readonly status: number | null;
  readonly contentType: string | null;
  readonly text: string;
  readonly readAtMs: readonly number[];
}

/** Settings without limits. */
export const NO_LIMITS: TransportSettings = {
  name: "fetch",
  timeouts: { connectMs: null, readMs: null, totalMs: null },
  caCerts: [],
};

/** Makes a POST request of a small body. */
export function postTo(url: string, headers: Record<string, string> = {}): HttpRequest {
  return { url, method: "POST", headers, body: new TextEncoder().encode('{"a":1}') };
}

/** A transport that tells all its observer was told; closed with `using`. */
export interface ObservedTransport extends Disposable {
  send(request: HttpRequest, signal?: AbortSignal): Promise<Observed>;
}

/** Opens a transport over `fetch` with the given settings. */
export function openTransport(settings: Partial<TransportSettings> = {}): ObservedTransport {
  const transport = createFetchTransport({ ...NO_LIMITS, ...settings }, createClock(takeOriginEpochMs()));
  return {
    async send(request, signal = new AbortController().signal) {
      const decoder = new TextDecoder();
      const told = { status: null as number | null, contentType: null as string | null, text: "" };
      const readAtMs: number[] = [];
      const observer = {
        onHeaders(status: number, contentType: string) {
          Object.assign(told, { status, contentType });
        },
        onBytes(bytes: Uint8Array, atMs: number) {
          told.text += decoder.decode(bytes, { stream: true });
          readAtMs.push(atMs);
        },
      };
      const result = await transport.exchange(request, observer, signal);
      return { ...told, result, readAtMs };
    },
    [Symbol.dispose]: () => transport.close(),
  };
}

/**
 * Lets the platform put the connection of an ended exchange back into its pool, which it does some turns of the event
 * loop after the last byte; a request sent before that opens a connection of its own.
 */
export async function settlePool(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setTimeout(resolve, 0));
}
