import { type OptionTable, ownOptions } from "../option_spec.ts";
import { readAgentsPlace } from "../texts/agents_place.ts";
import { integer, readable, seconds, text, toggle, word } from "./value_schemas.ts";

/** What becomes of requests that ran on an agent that was lost. */
export const AGENT_LOSS_NAMES = ["state", "resend", "abort"] as const;

/** One of the ways to go on after the loss of an agent. */
export type AgentLossName = typeof AGENT_LOSS_NAMES[number];

/** By what machines share slots and items. */
export const AGENT_WEIGHTS_NAMES = ["cores", "equal"] as const;

/** One of the ways to share. */
export type AgentWeightsName = typeof AGENT_WEIGHTS_NAMES[number];

/** How agents come by the keys of the service. */
export const AGENT_SECRETS_NAMES = ["sealed", "env"] as const;

/** One of these ways. */
export type AgentSecretsName = typeof AGENT_SECRETS_NAMES[number];

/** Where records of agents go: to the coordinator, or into a file of the agent, which tells their metrics. */
export const AGENT_RESULTS_NAMES = ["auto", "records", "summaries"] as const;

/** One of these places. */
export type AgentResultsName = typeof AGENT_RESULTS_NAMES[number];

/** Who makes requests: the coordinator, which sends them, or each agent. */
export const AGENT_DATA_NAMES = ["auto", "stream", "generate"] as const;

/** One of these ways. */
export type AgentDataName = typeof AGENT_DATA_NAMES[number];

/** Values of the options that say which machines carry the load. */
export interface AgentsValues {
  readonly agents: string | null;
  readonly agents_min: number;
  readonly agents_wait: number;
  readonly agents_weights: AgentWeightsName;
  readonly agents_elastic: boolean;
  readonly agents_secrets: AgentSecretsName;
  readonly agents_data: AgentDataName;
  readonly agents_results: AgentResultsName;
  readonly agents_collect: boolean;
  readonly agents_tree: number | null;
  readonly on_agent_lost: AgentLossName;
  readonly bus_creds: string | null;
  readonly bus_ca: string | null;
  readonly bus_token: string | null;
  readonly bus_keys: string | null;
  readonly agents_insecure: boolean;
}

/** Options that say which machines carry the load. */
export const AGENTS_OPTIONS: OptionTable<AgentsValues> = ownOptions<AgentsValues>("Many machines", {
  agents: {
    placeholder: "URL|listen=HOST:PORT",
    schema: () => readable(readAgentsPlace),
    defaultValue: null,
    defaultText: "this machine carries the load",
    envNames: ["STREAMGAUGE_BUS"],
    help:
      "Let agents (`streamgauge agent`) on other machines carry the load, over a bus that runs at nats://HOST:PORT, " +
      "or over one that is started here",
  },
  agents_min: {
    placeholder: "N",
    schema: () => integer({ min: 1 }),
    defaultValue: 1,
    help: "Agents that must be there before anything is sent",
  },
  agents_wait: {
    placeholder: "SECONDS",
    unit: "s",
    schema: () => seconds({ min: 0 }),
    defaultValue: 120,
    help: "How long to wait for them",
  },
  agents_weights: {
    placeholder: "HOW",
    schema: () => word(AGENT_WEIGHTS_NAMES),
    choices: AGENT_WEIGHTS_NAMES,
    defaultValue: "cores",
    help: "How agents share slots and requests: by their cores, or all alike (equal)",
  },
  agents_elastic: {
    arity: "flag",
    schema: () => toggle(),
    defaultValue: false,
    help: "Agents that come while a load runs take part at once, instead of with the next load",
  },
  agents_secrets: {
    aliases: ["agent-secrets"],
    placeholder: "HOW",
    schema: () => word(AGENT_SECRETS_NAMES),
    choices: AGENT_SECRETS_NAMES,
    defaultValue: "sealed",
    help: "Keys of the service go to each agent sealed for it alone, or not at all (env): each has its own in " +
      "STREAMGAUGE_API_KEY or OPENAI_API_KEY",
  },
  agents_data: {
    aliases: ["agent-data"],
    placeholder: "HOW",
    schema: () => word(AGENT_DATA_NAMES),
    choices: AGENT_DATA_NAMES,
    defaultValue: "auto",
    defaultText: "auto, generate for random prompts of 16 kB and more",
    help:
      "Requests go to the agents over the bus (stream), or agents make those of a drawn dataset themselves (generate): " +
      "the same ones, byte by byte",
  },
  agents_results: {
    aliases: ["agent-results"],
    placeholder: "WHERE",
    schema: () => word(AGENT_RESULTS_NAMES),
    choices: AGENT_RESULTS_NAMES,
    defaultValue: "auto",
    defaultText: "auto, summaries where more than 5,000 requests a second are expected",
    help: "All records come to the coordinator (records), or stay in a file of each agent, which tells their metrics " +
      "every two seconds (summaries): the same figures, but no requests in the database and in lists of this machine",
  },
  agents_collect: {
    arity: "flag",
    schema: () => toggle(),
    defaultValue: false,
    help: "After each step, fetch the files of records that agents keep into its folder: agents/NAME.db",
  },
  agents_tree: {
    placeholder: "N",
    schema: () => integer({ min: 1 }),
    defaultValue: null,
    defaultText: "32 where there are more than 100 agents",
    help: "With summaries: agents tell each other, so many one, and only the first so many the coordinator",
  },
  on_agent_lost: {
    placeholder: "HOW",
    schema: () => word(AGENT_LOSS_NAMES),
    choices: AGENT_LOSS_NAMES,
    defaultValue: "state",
    help: "Requests that ran on an agent that is lost: count them as lost and out of all figures (state), send them " +
      "again (resend), or end the run (abort)",
  },
  bus_creds: {
    placeholder: "FILE",
    schema: () => text(),
    defaultValue: null,
    completes: "file",
    help: "Key for the bus: coordinator.nk of `streamgauge bus --init`",
  },
  bus_ca: {
    placeholder: "FILE",
    schema: () => text(),
    defaultValue: null,
    completes: "file",
    help: "Certificate of the authority of the bus: ca.pem of `streamgauge bus --init`",
  },
  bus_token: {
    placeholder: "WORD",
    schema: () => text(),
    defaultValue: null,
    isSecret: true,
    help: "The word that the bus asks for; better in STREAMGAUGE_BUS_TOKEN than on the command line",
  },
  bus_keys: {
    placeholder: "DIR",
    schema: () => text(),
    defaultValue: null,
    completes: "directory",
    help: "Folder of `streamgauge bus --init`, for a bus that is started here",
  },
  agents_insecure: {
    arity: "flag",
    schema: () => toggle(),
    defaultValue: false,
    help: "Use a bus on other machines without any credentials",
  },
});
