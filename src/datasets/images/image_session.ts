import type { JsonObject } from "../../core/json.ts";
import type { Session } from "../../core/session.ts";
import { toSession } from "../prompts/prompt_session.ts";

/** Makes a session of one message: the text first, then the images by their addresses. */
export function toImageSession(text: string, imageUrls: readonly string[]): Session {
  const images = imageUrls.map((url): JsonObject => ({ type: "image_url", image_url: { url } }));
  const content = text === "" ? images : [{ type: "text", text }, ...images];
  return toSession({ kind: "messages", messages: [{ role: "user", content }] });
}
