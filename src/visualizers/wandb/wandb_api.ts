import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.ts";
import { basicAuthorization, callTracker, valueAt } from "../tracker_http.ts";
import { TrackerError } from "../tracker.ts";
import type { WandbSettings } from "./wandb_settings.ts";

/** A file to be stored, by its name in the run. */
export type StoredFile = readonly [name: string, bytes: Uint8Array<ArrayBuffer>];

/** What Weights & Biases is asked: GraphQL, the stream of a run's lines, and stores for files. */
export interface WandbApi {
  query(name: string, text: string, variables: JsonObject): Promise<JsonObject>;
  /** Posts to `/files/…`. */
  post(path: string, json: JsonValue): Promise<void>;
  /** Stores bytes where an answer said. */
  put(place: UploadPlace, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
}

/** Where a file goes; headers are `Name:value` texts. */
export interface UploadPlace {
  readonly url: string;
  readonly headers: JsonValue;
}

/** Creates the client of a server. */
export function createWandbApi({ baseUrl, apiKey }: WandbSettings, signal: AbortSignal): WandbApi {
  // The user's name is fixed; addresses of uploads are signed and get no key.
  const headers = { Authorization: basicAuthorization("api", apiKey ?? "") };
  return {
    async query(name, text, variables) {
      const json = { operationName: name, query: text, variables };
      const reply = await callTracker({ method: "POST", url: `${baseUrl}/graphql`, json, headers, signal });
      return readData(name, reply.json);
    },
    async post(path, json) {
      await callTracker({ method: "POST", url: `${baseUrl}/files/${path}`, json, headers, signal });
    },
    async put(place, bytes) {
      const url = /^https?:/.test(place.url) ? place.url : `${baseUrl}${place.url}`;
      await callTracker({ method: "PUT", url, body: bytes, headers: readHeaders(place.headers), signal });
    },
  };
}

/** GraphQL tells failures in an answer with status 200 as well. */
function readData(name: string, { data, errors }: JsonObject): JsonObject {
  if (Array.isArray(errors) && errors.length > 0) {
    throw new TrackerError(`${name} was refused: ${String(valueAt(errors, "0", "message"))}`, { isFinal: true });
  }
  return isJsonObject(data ?? null) ? data as JsonObject : {};
}

function readHeaders(headers: JsonValue): Record<string, string> {
  if (!Array.isArray(headers)) return {};
  const pairs = headers.map(String).map((text) => {
    const at = text.indexOf(":");
    return [text.slice(0, at), text.slice(at + 1).trim()] as const;
  });
  return Object.fromEntries(pairs.filter(([, value]) => value !== ""));
}
