import { MAX_SHARDS } from "./load/load_options.ts";
import * as z from "zod";
import { type OptionTable, ownOptions } from "../option_spec.ts";
import { readAgentsPlace } from "../texts/agents_place.ts";
import { integer, readable, seconds, text, toggle } from "./value_schemas.ts";

/** Values of the options of `agent`. */
export interface AgentValues {
  readonly bus: string;
  readonly bus_creds: string | null;
  readonly bus_ca: string | null;
  readonly bus_token: string | null;
  readonly agent_name: string | null;
  readonly shards: number;
  readonly allow_target: readonly string[];
  readonly allow_modules: boolean;
  readonly keep: string | null;
  readonly agent_wait: number;
  readonly once: boolean;
  readonly insecure: boolean;
}

/** The options of `agent` by key. */
export const AGENT_TABLE: OptionTable<AgentValues> = ownOptions<AgentValues>("Agent", {
  bus: {
    placeholder: "URL",
    schema: () => readable(readAgentsPlace),
    defaultValue: "nats://127.0.0.1:4222",
    help: "The bus over which runs come: nats://HOST:PORT or tls://HOST:PORT",
  },
  bus_creds: {
    flag: "creds",
    placeholder: "FILE",
    schema: () => text(),
    defaultValue: null,
    completes: "file",
    help: "Key for the bus: agent.nk of `streamgauge bus --init`",
  },
  bus_ca: {
    flag: "ca",
    placeholder: "FILE",
    schema: () => text(),
    defaultValue: null,
    completes: "file",
    help: "Certificate of the authority of the bus: ca.pem of `streamgauge bus --init`",
  },
  bus_token: {
    flag: "token",
    placeholder: "WORD",
    schema: () => text(),
    defaultValue: null,
    isSecret: true,
    help: "The word that the bus asks for; better in STREAMGAUGE_BUS_TOKEN than on the command line",
  },
  agent_name: {
    flag: "name",
    placeholder: "NAME",
    schema: () => text(),
    defaultValue: null,
    defaultText: "that of the machine, and the number of the process",
    help: "Name in results; no two agents of a run may have the same",
  },
  shards: {
    placeholder: "N",
    schema: () => integer({ min: 0, max: MAX_SHARDS }),
    defaultValue: 0,
    defaultText: "0, as the run asks for, or as many as pay",
    help: "Event loops that carry load on this machine",
  },
  allow_target: {
    aliases: ["allow-url"],
    arity: "many",
    placeholder: "PATTERN",
    schema: () => z.array(text()),
    defaultValue: [],
    defaultText: "any",
    isRepeatable: true,
    help: "Addresses that load may go to, * standing for any text: 'http://my-llm*'; everything else is declined",
  },
  allow_modules: {
    arity: "flag",
    schema: () => toggle(),
    defaultValue: false,
    help:
      "Run modules of the coordinator's user (--api FILE), which lie at the same place here; else such runs are declined",
  },
  keep: {
    placeholder: "DIR",
    schema: () => text(),
    defaultValue: null,
    defaultText: "a temporary folder, removed at the end",
    completes: "directory",
    help: "Folder for records that stay on this machine (perf --agents-results summaries): RUN/PHASE/agents/NAME.db",
  },
  agent_wait: {
    flag: "wait",
    placeholder: "SECONDS",
    unit: "s",
    schema: () => seconds({ min: 0 }),
    defaultValue: 0,
    help: "How long to wait for a bus that is not there yet",
  },
  once: {
    arity: "flag",
    schema: () => toggle(),
    defaultValue: false,
    help: "End after one run, instead of waiting for the next",
  },
  insecure: {
    arity: "flag",
    schema: () => toggle(),
    defaultValue: false,
    help: "Use a bus on another machine without any credentials",
  },
});
