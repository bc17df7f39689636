import type { Read } from "../../core/value_distribution.ts";

/** A place to listen at. */
export interface HostPort {
  readonly host: string;
  readonly port: number;
}

const FORM = /^(\[[0-9a-f:]+\]|[^:[\]\s]+):(\d{1,5})$/i;

/** Reads `HOST:PORT`, an IPv6 address in brackets. */
export function readHostPort(text: string): Read<HostPort> {
  const [, host, port] = FORM.exec(text.trim()) ?? [];
  if (host === undefined || Number(port) > 65_535) return { expected: "must be HOST:PORT, such as 127.0.0.1:4222" };
  return { value: { host, port: Number(port) } };
}
