import { API_FACTS } from "../../core/apis.ts";
import { concatBytes } from "../../core/bytes.ts";
import { isJsonObject, type JsonValue } from "../../core/json.ts";
import type { TargetPlan } from "../../config/run_plan.ts";
import type { LoadHost } from "../run/load_host.ts";
import { withRoute } from "../../apis/open_endpoints.ts";
import { chooseFor, readTransportSettings, toEndpoints } from "../service/transport_settings.ts";

/** A service that is there says what it serves at once; the test of the connection waits for one that is starting. */
const LIMIT_MS = 5000;

/** Asks a service which models it serves; `null` where it does not say. */
export async function listServedModels(target: TargetPlan, host: LoadHost): Promise<readonly string[] | null> {
  const url = modelsUrl(target);
  if (url === null) return null;
  const [first] = toEndpoints(target);
  const chosen = await chooseFor(target, host.examineTransport);
  const settings = withRoute(await readTransportSettings(target, chosen), first?.route ?? null);
  const timeouts = { ...settings.timeouts, connectMs: LIMIT_MS, totalMs: LIMIT_MS };
  const transport = await host.createTransport({ ...settings, timeouts });
  const parts: Uint8Array[] = [];
  const observer = {
    onHeaders: () => {},
    onBytes: (bytes: Uint8Array) => void parts.push(bytes.slice()),
    isComplete: () => false,
  };
  try {
    const request = { url, method: "GET", headers: target.headers, body: null } as const;
    const { status, failure } = await transport.exchange(request, observer, new AbortController().signal);
    return status === 200 && failure === null ? readModels(new TextDecoder().decode(concatBytes(parts))) : null;
  } finally {
    transport.close();
  }
}

/** Where a service lists its models, beside the endpoint that requests go to. */
function modelsUrl({ api, url }: TargetPlan): string | null {
  const { models, fits } = API_FACTS[api];
  const parsed = URL.parse(url);
  if (models === null || fits === null || parsed === null) return null;
  const [end] = fits.exec(parsed.pathname.replace(/\/+$/, "")) ?? [];
  if (end === undefined) return null;
  const base = parsed.pathname.replace(/\/+$/, "").slice(0, -end.length).replace(/\/chat$/, "");
  parsed.pathname = `${base}/${models}`;
  return parsed.href;
}

/** Shapes: `{data: [{id}]}` (OpenAI and its kin), `{models: [{name}]}` (Ollama). */
function readModels(text: string): readonly string[] | null {
  try {
    const body: JsonValue = JSON.parse(text);
    if (!isJsonObject(body)) return null;
    const list = body.data ?? body.models;
    if (!Array.isArray(list)) return null;
    const names = list.map((entry: JsonValue) => isJsonObject(entry) ? entry.id ?? entry.name : null);
    return names.filter((name) => typeof name === "string");
  } catch {
    return null;
  }
}
