import { isJsonObject } from "../../core/json.ts";
import type { JsonObject } from "../../core/json.ts";

/** Members in which gateways put the reply of the service that they asked. */
const ENVELOPES = ["data", "output", "result", "response", "body", "message"] as const;

/** Opens what a gateway put around a reply, an object or its text as JSON; `null`: it put nothing around it. */
export function openEnvelope(reply: object): JsonObject | null {
  const members = reply as Readonly<Record<string, unknown>>;
  for (const name of ENVELOPES) {
    const held = members[name];
    const inner = typeof held === "string" ? parseObject(held) : held;
    if (isJsonObject(inner)) return inner;
  }
  return null;
}

function parseObject(text: string): unknown {
  if (!text.trimStart().startsWith("{")) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null; // A text that only begins like an object is a text.
  }
}
