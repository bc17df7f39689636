import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { type CustomApi, parseResponseMap, type ResponseMap } from "../../core/custom/custom_api.ts";
import { API_FACTS, type ApiName, findApi } from "../../core/apis.ts";
import type { PerfValues } from "../options/perf_options.ts";
import { readJsonOption } from "./json_option.ts";
import type { Resolution } from "./resolution.ts";
import { checkUserPath } from "./user_files.ts";

/** Which dialect is spoken. */
export interface ApiPlan {
  readonly api: ApiName;
  readonly custom: CustomApi | null;
}

/** Decides which dialect is spoken, and reads what describes one of the user's own. */
export function resolveApi(resolution: Resolution): ApiPlan {
  const { values, explicit, problems } = resolution;
  const named = findApi(values.api) ?? "custom";
  const describes = values.api_module !== null || values.response_map !== null;
  const api = describes && !explicit.has("api") ? "custom" : named;
  if (describes && api !== "custom") {
    const flag = values.api_module === null ? "--response-map" : "--api-module";
    problems.push({ message: `${flag} does not go with --api ${values.api}`, hint: "Write --api custom" });
  }
  noteUnsent(api, resolution);
  checkTokens(api, resolution);
  return { api, custom: api === "custom" ? resolveCustom(resolution) : null };
}

function resolveCustom({ values, problems }: Resolution): CustomApi {
  const path = findApi(values.api) === null ? values.api : values.api_module;
  const wrong = path === null ? null : checkUserPath(path, path === values.api ? "--api" : "--api-module");
  if (wrong !== null) problems.push(wrong);
  const moduleUrl = path === null ? null : pathToFileURL(resolve(path)).href;
  const responseMap = readMap(values, problems);
  if (moduleUrl !== null && values.response_map !== null) {
    const hint = "The module reads replies itself: leave one of the two out";
    problems.push({ message: "--response-map does not go with a module", hint });
  }
  if (moduleUrl === null && values.response_map === null) {
    const hint = "Give --api-module FILE, or --query-template with --response-map";
    problems.push({ message: "--api custom does not say what the API is like", hint });
  }
  if (moduleUrl === null && values.response_map !== null && values.query_template === null) {
    const hint = 'Give the body too, e.g. --query-template \'{"model": "%m", "prompt": "%p", "stream": true}\'';
    problems.push({ message: "--response-map needs --query-template", hint });
  }
  return { moduleUrl, responseMap };
}

function readMap({ response_map: typed }: PerfValues, problems: Resolution["problems"]): ResponseMap | null {
  if (typed === null) return null;
  const example = 'A map says where replies hold what, e.g. {"text": "$.choices[0].delta.content"}';
  const object = readJsonOption(typed, { flag: "--response-map", example });
  if ("problem" in object) {
    problems.push(object.problem);
    return null;
  }
  const map = parseResponseMap(object.value);
  if ("stream" in map) return map;
  problems.push(...map);
  return null;
}

function noteUnsent(api: ApiName, { explicit, notes }: Resolution): void {
  for (const key of API_FACTS[api].unsent) {
    if (!explicit.has(key)) continue;
    const rest = key === "seed" ? "shapes the workload only" : "is not sent";
    notes.push(`--${key.replaceAll("_", "-")} ${rest}: the API ${api} has no such parameter (--extra-args sends any)`);
  }
}

function checkTokens(api: ApiName, { values, problems }: Resolution): void {
  if (!values.tokenize_prompt || !API_FACTS[api].isTextOnly) return;
  problems.push({ message: `--tokenize-prompt does not go with the API ${api}`, hint: "It takes text, not token ids" });
}
