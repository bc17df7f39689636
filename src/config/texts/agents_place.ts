import type { Read } from "../../core/value_distribution.ts";
import { readHostPort } from "./host_port_text.ts";

/** Where the bus is: one that runs, or one to be started at `HOST:PORT`. */
export type AgentsPlace =
  | { readonly kind: "running"; readonly url: string; readonly host: string }
  | { readonly kind: "listen"; readonly listen: string };

const LISTEN = "listen=";
const EXPECTED = "must be nats://HOST:PORT, tls://HOST:PORT or listen=HOST:PORT";

/** Reads where agents are met. */
export function readAgentsPlace(text: string): Read<AgentsPlace> {
  if (text.startsWith(LISTEN)) {
    const listen = text.slice(LISTEN.length);
    return "expected" in readHostPort(listen) ? { expected: EXPECTED } : { value: { kind: "listen", listen } };
  }
  const url = URL.parse(text);
  if (url === null || !["nats:", "tls:"].includes(url.protocol) || url.hostname === "") return { expected: EXPECTED };
  if (url.username !== "" || url.password !== "") return { expected: `${EXPECTED}, the word in STREAMGAUGE_BUS_TOKEN` };
  return { value: { kind: "running", url: `${url.protocol}//${url.host}`, host: url.hostname } };
}
