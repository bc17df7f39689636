import type { JsonObject } from "../../core/json.ts";

const TYPES: Readonly<Record<number, string>> = {
  400: "BadRequestError",
  401: "AuthenticationError",
  403: "PermissionDeniedError",
  404: "NotFoundError",
  422: "UnprocessableEntityError",
  429: "RateLimitError",
};

/** Makes the body of an error in OpenAI's form, as vLLM fills it. */
export function errorObject(status: number, message: string, param: string | null = null): JsonObject {
  return { error: { message, type: TYPES[status] ?? "InternalServerError", param, code: status } };
}
