import type { Problem } from "../../core/errors.ts";
import type { LocalPlan } from "../run_plan.ts";
import type { ApiPlan } from "./api_plan.ts";
import { kindOf, workOf } from "./load/load_kind.ts";
import { toLocalUrl } from "./local_plan.ts";
import type { Resolution } from "./resolution.ts";
import { homeAddress, resolveUrl, type UrlResult } from "./url_rules.ts";

/** The addresses that requests go to: one at least. */
export type Addresses = readonly [first: UrlResult, ...others: UrlResult[]];

const UNUSABLE: UrlResult = {
  url: "",
  displayUrl: "",
  basicAuthorization: null,
  applyChatTemplate: true,
  notes: [],
};

/** Decides where requests go; what cannot be used is among the problems, and stands empty in the result. */
export function resolveAddresses(resolution: Resolution, service: ApiPlan & { local: LocalPlan | null }): Addresses {
  const { values, explicit, problems, notes } = resolution;
  const { api, local } = service;
  const home = explicit.has("url") ? null : homeAddress(api, resolution.env);
  const typed = local === null ? [home ?? values.url].flat() : [toLocalUrl(local)];
  const resolved = typed.flatMap((url) => {
    const result = resolveUrl({
      url,
      isDefault: local !== null || !explicit.has("url"),
      api,
      work: workOf(values),
      applyChatTemplate: values.apply_chat_template,
      tokenizePrompt: values.tokenize_prompt,
      isSpeedBenchmark: kindOf(values) === "speed",
    });
    if ("url" in result) return [result];
    problems.push(result);
    return [];
  });
  const [first, ...others] = resolved;
  if (first === undefined || resolved.length < typed.length) return [UNUSABLE];
  if (home !== null) notes.push(`Requests go to ${first.displayUrl}, where ${api} is unless --url says otherwise`);
  notes.push(...new Set(resolved.flatMap((address) => address.notes)));
  problems.push(...findMixture(resolved), ...checkRule(resolution, resolved.length));
  return [first, ...others];
}

/** Bodies are made before it is known where they go: all addresses must take the same. */
function findMixture(addresses: readonly UrlResult[]): readonly Problem[] {
  const kinds = new Set(addresses.map(({ url, applyChatTemplate }) => `${endpointOf(url)} ${applyChatTemplate}`));
  if (kinds.size < 2) return [];
  const ends = [...new Set(addresses.map(({ url }) => endpointOf(url)))].join(" and ");
  const message = `Cannot share requests out among addresses that take different ones: ${ends}`;
  return [{ message, hint: "Give --url addresses of the same endpoint, or a run to each", key: "url" }];
}

function endpointOf(url: string): string {
  const path = URL.parse(url)?.pathname.replace(/\/+$/, "") ?? "";
  return /(chat\/)?[^/]*$/.exec(path)?.[0] ?? path;
}

/** Says what has no meaning, or none alone. */
function checkRule({ values, explicit, notes }: Resolution, count: number): readonly Problem[] {
  if (count > 1 && values.unix_socket !== null) {
    const message = "--unix-socket is one socket, but --url names several addresses";
    return [{ message, hint: "Leave one of them out", key: "unix_socket" }];
  }
  if (count > 1 && values.url_per === "request" && values.connection_reuse === "per-session") {
    const message = "--url-per request sends a session to several addresses, --connection-reuse per-session to one";
    return [{ message, hint: "Leave one of them out", key: "url_per" }];
  }
  for (const key of ["url_strategy", "url_per"]) {
    if (count === 1 && explicit.has(key)) notes.push(`--${key.replace("_", "-")} has no effect with one --url`);
  }
  return [];
}
