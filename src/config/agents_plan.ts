import type {
  AgentDataName,
  AgentLossName,
  AgentResultsName,
  AgentSecretsName,
  AgentWeightsName,
} from "./options/agents_options.ts";
import type { AgentsPlace } from "./texts/agents_place.ts";

/** Which machines carry the load, and how they are reached (`--agents`). */
export interface AgentsPlan {
  readonly place: AgentsPlace;
  /** So many must be there before anything is sent. */
  readonly min: number;
  readonly waitMs: number;
  /** By what machines share slots and items. */
  readonly weights: AgentWeightsName;
  /** Machines that come while a load runs take part at once. */
  readonly isElastic: boolean;
  /** How agents come by the keys of the service. */
  readonly secrets: AgentSecretsName;
  /** Who makes requests. */
  readonly data: AgentDataName;
  readonly results: AgentResultsName;
  /** Files of records that agents keep are fetched after each step. */
  readonly collects: boolean;
  /** So many agents tell one of them the metrics of what they keep; `null`: where there are many, a usual number. */
  readonly fanIn: number | null;
  readonly onLost: AgentLossName;
  readonly token: string | null;
  readonly credsPath: string | null;
  readonly authorityPath: string | null;
  /** Keys of a bus that is started here. */
  readonly keysFolder: string | null;
  readonly isInsecure: boolean;
}
