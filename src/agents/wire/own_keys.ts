import { isSecretHeader } from "../../core/secret_mask.ts";
import type { ShardSetup } from "../../shards/protocol/messages.ts";

type Headers = Readonly<Record<string, string>>;

/** Stands where each agent puts the key that it has itself. */
const OWN_KEY = "(the agent's own key)";

/** Whether an agent can put a header in by itself: it knows a key of the service and nothing else that is secret. */
export function isOwnHeader(name: string): boolean {
  return name.toLowerCase() === "authorization";
}

/** A set-up without what is secret: each agent is to put its own key in. */
export function withoutKeys(setup: ShardSetup): ShardSetup {
  const strip = (headers: Headers): Headers =>
    mapHeaders(headers, (name, value) => isSecretHeader(name) ? OWN_KEY : value);
  return {
    ...setup,
    endpoints: setup.endpoints.map((endpoint) => ({ ...endpoint, headers: strip(endpoint.headers) })),
  };
}

/** Puts the agent's own key in where one is wanted; `null`: one is, and it has none. */
export function withOwnKeys(setup: ShardSetup, key: string | null): ShardSetup | null {
  const wantsKey = setup.endpoints.some(({ headers }) => Object.values(headers).includes(OWN_KEY));
  if (!wantsKey) return setup;
  if (key === null) return null;
  const fill = (headers: Headers): Headers =>
    mapHeaders(headers, (_name, value) => value === OWN_KEY ? `Bearer ${key}` : value);
  return { ...setup, endpoints: setup.endpoints.map((endpoint) => ({ ...endpoint, headers: fill(endpoint.headers) })) };
}

function mapHeaders(headers: Headers, change: (name: string, value: string) => string): Headers {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, change(name, value)]));
}
