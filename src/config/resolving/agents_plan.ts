import { API_FACTS, findApi } from "../../core/apis.ts";
import { readAgentsPlace } from "../texts/agents_place.ts";
import { toMs } from "../texts/duration_text.ts";
import type { AgentsPlan } from "../agents_plan.ts";
import type { Resolution } from "./resolution.ts";

/** Resolves which machines carry the load. */
export function resolveAgents(resolution: Resolution): AgentsPlan | null {
  const { values, problems } = resolution;
  if (values.agents === null) return null;
  const read = readAgentsPlace(values.agents);
  if ("expected" in read) return null; // Said already.
  if (API_FACTS[findApi(values.api) ?? "custom"].runtime !== null) {
    problems.push({
      message: "--agents carries no load to a model of this machine (--api local…)",
      hint: "Serve the model yourself, and name with --url where all agents reach it",
      key: "agents",
    });
  }
  return {
    place: read.value,
    min: values.agents_min,
    waitMs: toMs(values.agents_wait) ?? 0,
    weights: values.agents_weights,
    isElastic: values.agents_elastic,
    secrets: values.agents_secrets,
    data: values.agents_data,
    results: values.agents_results,
    collects: values.agents_collect,
    fanIn: values.agents_tree,
    onLost: values.on_agent_lost,
    token: values.bus_token,
    credsPath: values.bus_creds,
    authorityPath: values.bus_ca,
    keysFolder: values.bus_keys,
    isInsecure: values.agents_insecure,
  };
}
