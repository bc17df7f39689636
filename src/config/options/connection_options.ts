// deno-lint-ignore-file house/unit-suffix -- keys are those of benchmark_args.json
import {
  CONNECTION_REUSES,
  DEFAULT_MAX_REPLY_BYTES,
  POLLER_CHOICES,
  TRANSPORT_CHOICES,
  TRANSPORT_FACTS,
  TRANSPORT_NAMES,
} from "../../core/transports.ts";
import type { ConnectionReuse, HostAddress, PollerChoice, TransportChoice } from "../../core/transports.ts";
import { URL_SCOPES, URL_STRATEGIES } from "../../core/endpoints.ts";
import type { UrlScope, UrlStrategy } from "../../core/endpoints.ts";
import { type OptionTable, perfOptions } from "../option_spec.ts";
import { addresses, apiKey, headerPairs, hostAddresses, proxyAddress, strategy } from "./connection_schemas.ts";
import { integer, seconds, text, toggle, word } from "./value_schemas.ts";

/** Values of the options that say how to reach the service. */
export interface ConnectionValues {
  readonly port: number;
  readonly python: string | null;
  /** One address as it was typed, or the list of several. */
  readonly url: string | readonly string[];
  readonly url_strategy: UrlStrategy;
  readonly url_per: UrlScope;
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

const TRANSPORTS_TEXT = TRANSPORT_NAMES.map((name) => {
  const { summary } = TRANSPORT_FACTS[name];
  return summary === null ? name : `${name} (${summary})`;
}).join(", ");

/** Options that say how to reach the service. */
export const CONNECTION_OPTIONS: OptionTable<ConnectionValues> = perfOptions<ConnectionValues>("Connection", {
  port: {
    placeholder: "PORT",
    schema: () => integer({ min: 1, max: 65535 }),
    defaultValue: 8877,
    help: "Port of the service that --api local and local_vllm start",
    shapesWorkload: false,
  },
  python: {
    placeholder: "COMMAND",
    schema: () => text(),
    defaultValue: null,
    defaultText: "vllm as found, else python3",
    completes: "file",
    help: "Python that runs the vLLM of --api local_vllm, or the AIPerf of --scenario agentx",
    isOurs: true,
    shapesWorkload: false,
  },
  url: {
    placeholder: "URL",
    schema: () => addresses(),
    defaultValue: "http://127.0.0.1:8877/v1/chat/completions",
    isRepeatable: true,
    help: "Address of the service; where it names no endpoint, the API's is appended (but not /v1); " +
      "given several times, requests are shared out among the addresses",
    shapesWorkload: true,
    everyday: { order: 2, help: "Address of the service" },
  },
  url_strategy: {
    placeholder: "STRATEGY",
    schema: () => strategy(),
    choices: URL_STRATEGIES,
    defaultValue: "round-robin",
    help:
      "Which of several --url a request goes to: the next one in turn, or the one with the fewest requests under way",
    isOurs: true,
    shapesWorkload: true,
  },
  url_per: {
    placeholder: "SCOPE",
    schema: () => word(URL_SCOPES),
    choices: URL_SCOPES,
    defaultValue: "session",
    help: "What goes to one of several --url: a conversation with all its turns, or each request for itself",
    isOurs: true,
    shapesWorkload: true,
  },
  headers: {
    arity: "many",
    placeholder: "NAME=VALUE",
    pairSeparator: "=",
    schema: () => headerPairs(),
    defaultValue: {},
    help: "Headers of each request",
    isSecret: true,
    shapesWorkload: true,
  },
  connect_timeout: {
    placeholder: "SECONDS",
    unit: "s",
    schema: () => seconds({ min: 0 }),
    defaultValue: null,
    help: "Longest time to get a connection; 0: no limit",
    shapesWorkload: true,
  },
  read_timeout: {
    placeholder: "SECONDS",
    unit: "s",
    schema: () => seconds({ min: 0 }),
    defaultValue: null,
    help: "Longest gap between two reads of a reply; 0: no limit",
    shapesWorkload: true,
  },
  total_timeout: {
    placeholder: "SECONDS",
    unit: "s",
    schema: () => seconds({ min: 0 }),
    defaultValue: 21600,
    help: "Longest time for a whole request; 0: no limit",
    shapesWorkload: true,
  },
  idle_timeout: {
    placeholder: "SECONDS",
    unit: "s",
    schema: () => seconds({ min: 0 }),
    defaultValue: null,
    help:
      "Longest time of a stream without output; comments and empty events, which --read-timeout counts, are none; 0: no limit",
    isOurs: true,
    shapesWorkload: true,
  },
  transport: {
    placeholder: "TRANSPORT",
    schema: () => word(TRANSPORT_CHOICES),
    choices: TRANSPORT_CHOICES,
    defaultValue: "auto",
    help: `How requests are carried: ${TRANSPORTS_TEXT}; auto: the first of these that can be had here`,
    isOurs: true,
    shapesWorkload: true,
  },
  poller: {
    placeholder: "POLLER",
    schema: () => word(POLLER_CHOICES),
    choices: POLLER_CHOICES,
    defaultValue: "auto",
    help: "How the kernel transport waits for its sockets: io_uring (Linux 6.1, where it is allowed) or epoll; " +
      "auto: the first of these that can be had here",
    isOurs: true,
    shapesWorkload: true,
  },
  connection_reuse: {
    placeholder: "RULE",
    schema: () => word(CONNECTION_REUSES),
    choices: CONNECTION_REUSES,
    defaultValue: "pooled",
    help: "When a connection carries another request: whenever it is free, never, or within its session",
    isOurs: true,
    shapesWorkload: true,
  },
  preconnect: {
    placeholder: "N",
    schema: () => integer({ min: 0 }),
    defaultValue: 0,
    help: "Connections that each event loop opens before the load",
    isOurs: true,
    shapesWorkload: true,
  },
  unix_socket: {
    placeholder: "PATH",
    schema: () => text(),
    defaultValue: null,
    completes: "file",
    help: "Socket of the file system that requests go to instead of the host in --url",
    isOurs: true,
    shapesWorkload: true,
  },
  resolve: {
    arity: "many",
    placeholder: "HOST:ADDRESS",
    schema: () => hostAddresses(),
    defaultValue: [],
    help: "IP addresses to connect to for hosts in --url, which keep their names in Host and TLS",
    isOurs: true,
    shapesWorkload: true,
  },
  max_reply_bytes: {
    placeholder: "BYTES",
    unit: "bytes",
    schema: () => integer({ min: 1 }),
    defaultValue: DEFAULT_MAX_REPLY_BYTES,
    help: "A longer reply fails; a packed one by what it unpacks to",
    isOurs: true,
    shapesWorkload: true,
  },
  wait: {
    placeholder: "SECONDS",
    unit: "s",
    schema: () => seconds({ min: 0 }),
    defaultValue: 60,
    help: "How long the connection test waits for a service that is starting, such as 10m",
    isOurs: true,
    shapesWorkload: false,
  },
  proxy: {
    placeholder: "URL|none",
    schema: () => proxyAddress(),
    defaultValue: null,
    defaultText: "HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY, but straight to this machine",
    help: "Proxy for the requests of the load, as http://HOST:PORT or socks5://HOST:PORT; none: past any proxy",
    isOurs: true,
    isSecret: true,
    shapesWorkload: true,
  },
  api_key: {
    placeholder: "KEY",
    schema: () => apiKey(),
    defaultValue: null,
    help: "Sent as Authorization: Bearer KEY; better given as STREAMGAUGE_API_KEY, which no process list shows",
    isSecret: true,
    shapesWorkload: false,
    everyday: { order: 3, help: "Key, or set STREAMGAUGE_API_KEY" },
  },
  no_test_connection: {
    arity: "flag",
    schema: () => toggle(),
    defaultValue: false,
    help: "Do not send a test request first",
    shapesWorkload: false,
  },
  request_ids: {
    arity: "flag",
    schema: () => toggle(),
    defaultValue: false,
    help: "Give each session an id, sent as X-Request-Id and kept with its requests, to find them in the service's log",
    isOurs: true,
    shapesWorkload: true,
  },
});
