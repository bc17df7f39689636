import { createClock, takeOriginEpochMs } from "../../src/core/clock.ts";
import { createTransport } from "../../src/transport/registry.ts";
import { DEFAULT_TRANSPORT } from "../support/default_transport.ts";
import type { ExchangeResult, HttpRequest, TransportSettings } from "../../src/transport/transport.ts";

/** What an observer was told. */
export interface Observed {
  readonly result: ExchangeResult;
  readonly status: number | null;
  readonly contentType: string | null;
  readonly text: string;
  readonly readAtMs: readonly number[];
}

/** Makes a POST request of a small body. */
export function postTo(url: string, headers: Record<string, string> = {}): HttpRequest {
  return { url, method: "POST", headers, body: new TextEncoder().encode('{"a":1}') };
}

/** A transport that tells all its observer was told; closed with `using`. */
export interface ObservedTransport extends Disposable {
  send(request: HttpRequest, options?: SendOptions): Promise<Observed>;
  prepare(url: string): Promise<void>;
}

/** How a request is sent and its reply observed. */
export interface SendOptions {
  readonly signal?: AbortSignal;
  /** The reply is over when its text so far is so. */
  readonly isComplete?: (text: string) => boolean;
}

/** Opens a transport with the given settings. */
export async function openTransport(settings: Partial<TransportSettings> = {}): Promise<ObservedTransport> {
  const transport = await createTransport({ ...DEFAULT_TRANSPORT, ...settings }, createClock(takeOriginEpochMs()));
  return {
    async send(request, { signal = new AbortController().signal, isComplete = () => false } = {}) {
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
        isComplete: () => isComplete(told.text),
      };
      const result = await transport.exchange(request, observer, signal);
      return { ...told, result, readAtMs };
    },
    prepare: (url) => transport.prepare(url),
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
