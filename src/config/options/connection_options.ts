// deno-lint-ignore-file house/unit-suffix -- keys are those of benchmark_args.json
import { z } from "zod";
import {
  CONNECTION_REUSES,
  DEFAULT_MAX_REPLY_BYTES,
  POLLER_CHOICES,
  TRANSPORT_CHOICES,
} from "../../core/transports.ts";
import type { ConnectionReuse, HostAddress, PollerChoice, TransportChoice } from "../../core/transports.ts";
import { type OptionTable, perfOptions } from "../option_spec.ts";
import { integer, refuse, seconds, text, toggle, word } from "./value_schemas.ts";

/** Values of the options that say how to reach the service. */
export interface ConnectionValues {
  readonly port: number;
  readonly python: string | null;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly connect_timeout: number | null;
  readonly read_timeout: number | null;
  readonly total_timeout: number | null;
  readonly idle_timeout: number | null;
  readonly transport: TransportChoice;
  readonly poller: PollerChoice;
  readonly connection_reuse: ConnectionReuse;
  readonly preconnect: number;
  readonly unix_socket: string | null;
  readonly resolve: readonly HostAddress[];
  readonly max_reply_bytes: number;
  readonly wait: number;
  readonly proxy: string | null;
  readonly api_key: string | null;
  readonly no_test_connection: boolean;
  readonly request_ids: boolean;
}

const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
// What HTTP allows in a header's value: Latin-1 without control characters.
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

function headerPairs(): z.ZodType<Readonly<Record<string, string>>, string[]> {
  return z.array(z.string()).transform((pairs, context) => {
    const headers: Record<string, string> = {};
    for (const [index, pair] of pairs.entries()) {
      const equals = pair.indexOf("=");
      const name = pair.slice(0, Math.max(equals, 0)).trim();
      const value = pair.slice(equals + 1).trim();
      const expected = explainPair(equals, name, value);
      if (expected !== null) context.addIssue({ code: "custom", message: expected, path: [index] });
      headers[name] = value;
    }
    return headers;
  });
}

function explainPair(equals: number, name: string, value: string): string | null {
  if (equals < 0) return "must be NAME=VALUE, such as X-Tenant=a (in quotes when the value holds spaces)";
  if (!HEADER_NAME.test(name)) return `must begin with a header's name, which "${name}" is not`;
  return HEADER_VALUE.test(value) ? null : `must have a value of printable Latin characters behind "${name}="`;
}

function apiKey(): z.ZodType<string, string> {
  return z.string().transform((typed, context) => {
    const key = typed.trim();
    if (key === "") return refuse(context, "must not be empty", "Is the variable that holds the key set?");
    return /^[\x21-\x7e]+$/.test(key)
      ? key
      : refuse(context, "must consist of printable ASCII characters without spaces");
  });
}

function hostAddresses(): z.ZodType<HostAddress[], string[]> {
  return z.array(z.string()).transform((pairs, context) =>
    pairs.map((pair, index) => {
      const colon = pair.indexOf(":");
      const [host, address] = [pair.slice(0, Math.max(0, colon)), pair.slice(colon + 1).replace(/^\[(.*)\]$/, "$1")];
      if (host === "" || !/^[0-9a-f.:]+$/i.test(address)) {
        context.addIssue({ code: "custom", message: "must be HOST:ADDRESS, such as api.test:10.0.0.7", path: [index] });
      }
      return { host, address };
    })
  );
}

/** `none`, or an address without which no connection can be made. */
function proxyAddress(): z.ZodType<string, string> {
  return z.string().transform((typed, context) => {
    if (typed === "none") return typed;
    const url = URL.parse(typed.includes("://") ? typed : `http://${typed}`);
    const isKnown = url !== null && /^(https?|socks5h?):$/.test(url.protocol) && url.hostname !== "";
    return isKnown
      ? url.href
      : refuse(context, "must be http://HOST:PORT, https://HOST:PORT, socks5://HOST:PORT or none");
  });
}

/** Options that say how to reach the service. */
export const CONNECTION_OPTIONS: OptionTable<ConnectionValues> = perfOptions<ConnectionValues>("Connection", {
  port: {
    placeholder: "PORT",
    schema: integer({ min: 1, max: 65535 }),
    defaultValue: 8877,
    help: "Port of the service that --api local and local_vllm start",
    shapesWorkload: false,
  },
  python: {
    placeholder: "COMMAND",
    schema: text(),
    defaultValue: null,
    defaultText: "vllm as found, else python3",
    completes: "file",
    help: "Python that runs the vLLM of --api local_vllm",
    isOurs: true,
    shapesWorkload: false,
  },
  url: {
    placeholder: "URL",
    schema: text(),
    defaultValue: "http://127.0.0.1:8877/v1/chat/completions",
    help: "Address of the service; where it names no endpoint, the API's is appended (but not /v1)",
    shapesWorkload: true,
    everyday: { order: 2, help: "Address of the service" },
  },
  headers: {
    arity: "many",
    placeholder: "NAME=VALUE",
    pairSeparator: "=",
    schema: headerPairs(),
    defaultValue: {},
    help: "Headers of each request",
    isSecret: true,
    shapesWorkload: false,
  },
  connect_timeout: {
    placeholder: "SECONDS",
    unit: "s",
    schema: seconds({ min: 0 }),
    defaultValue: null,
    help: "Longest time to get a connection; 0: no limit",
    shapesWorkload: true,
  },
  read_timeout: {
    placeholder: "SECONDS",
    unit: "s",
    schema: seconds({ min: 0 }),
    defaultValue: null,
    help: "Longest gap between two reads of a reply; 0: no limit",
    shapesWorkload: true,
  },
  total_timeout: {
    placeholder: "SECONDS",
    unit: "s",
    schema: seconds({ min: 0 }),
    defaultValue: 21600,
    help: "Longest time for a whole request; 0: no limit",
    shapesWorkload: true,
  },
  idle_timeout: {
    placeholder: "SECONDS",
    unit: "s",
    schema: seconds({ min: 0 }),
    defaultValue: null,
    help:
      "Longest time of a stream without output; comments and empty events, which --read-timeout counts, are none; 0: no limit",
    isOurs: true,
    shapesWorkload: true,
  },
  transport: {
    placeholder: "TRANSPORT",
    schema: word(TRANSPORT_CHOICES),
    choices: TRANSPORT_CHOICES,
    defaultValue: "auto",
    help:
      "How requests are carried: kernel (Linux, http; arrival times of the system), socket or fetch; auto: the first of these that can be had here",
    isOurs: true,
    shapesWorkload: true,
  },
  poller: {
    placeholder: "POLLER",
    schema: word(POLLER_CHOICES),
    choices: POLLER_CHOICES,
    defaultValue: "auto",
    help: "How the kernel transport waits for its sockets: io_uring (Linux 6.1, where it is allowed) or epoll; " +
      "auto: the first of these that can be had here",
    isOurs: true,
    shapesWorkload: true,
  },
  connection_reuse: {
    placeholder: "RULE",
    schema: word(CONNECTION_REUSES),
    choices: CONNECTION_REUSES,
    defaultValue: "pooled",
    help: "When a connection carries another request: whenever it is free, never, or within its session",
    isOurs: true,
    shapesWorkload: true,
  },
  preconnect: {
    placeholder: "N",
    schema: integer({ min: 0 }),
    defaultValue: 0,
    help: "Connections that each event loop opens before the load",
    isOurs: true,
    shapesWorkload: true,
  },
  unix_socket: {
    placeholder: "PATH",
    schema: text(),
    defaultValue: null,
    completes: "file",
    help: "Socket of the file system that requests go to instead of the host in --url",
    isOurs: true,
    shapesWorkload: true,
  },
  resolve: {
    arity: "many",
    placeholder: "HOST:ADDRESS",
    schema: hostAddresses(),
    defaultValue: [],
    help: "IP addresses to connect to for hosts in --url, which keep their names in Host and TLS",
    isOurs: true,
    shapesWorkload: true,
  },
  max_reply_bytes: {
    placeholder: "BYTES",
    unit: "bytes",
    schema: integer({ min: 1 }),
    defaultValue: DEFAULT_MAX_REPLY_BYTES,
    help: "A longer reply fails; a packed one by what it unpacks to",
    isOurs: true,
    shapesWorkload: false,
  },
  wait: {
    placeholder: "SECONDS",
    unit: "s",
    schema: seconds({ min: 0 }),
    defaultValue: 60,
    help: "How long the connection test waits for a service that is starting, such as 10m",
    isOurs: true,
    shapesWorkload: false,
  },
  proxy: {
    placeholder: "URL|none",
    schema: proxyAddress(),
    defaultValue: null,
    defaultText: "HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY, but straight to this machine",
    help: "Proxy for the requests of the load, as http://HOST:PORT or socks5://HOST:PORT; none: past any proxy",
    isOurs: true,
    isSecret: true,
    shapesWorkload: true,
  },
  api_key: {
    placeholder: "KEY",
    schema: apiKey(),
    defaultValue: null,
    help: "Sent as Authorization: Bearer KEY; better given as STREAMGAUGE_API_KEY, which no process list shows",
    isSecret: true,
    shapesWorkload: false,
    everyday: { order: 3, help: "Key, or set STREAMGAUGE_API_KEY" },
  },
  no_test_connection: {
    arity: "flag",
    schema: toggle(),
    defaultValue: false,
    help: "Do not send a test request first",
    shapesWorkload: false,
  },
  request_ids: {
    arity: "flag",
    schema: toggle(),
    defaultValue: false,
    help: "Give each session an id, sent as X-Request-Id and kept with its requests, to find them in the service's log",
    isOurs: true,
    shapesWorkload: false,
  },
});
