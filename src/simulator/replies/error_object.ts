import type { JsonObject } from "../../core/json.ts";

/** Whose forms requests and replies have. */
export type ApiForm = "openai" | "ollama";

const TYPES: Readonly<Record<number, string>> = {
  400: "BadRequestError",
  401: "AuthenticationError",
  403: "PermissionDeniedError",
  404: "NotFoundError",
  422: "UnprocessableEntityError",
  429: "RateLimitError",
};

/** What is wrong, as a service says it. */
export interface ServiceError {
  readonly status: number;
  readonly message: string;
  /** The member of the body that it is about. */
  readonly param?: string | null;
}

/** What a reply says that breaks off with an error. */
export const ENGINE_FAILED: ServiceError = {
  status: 500,
  message: "The simulated engine failed while it was answering.",
};

/** Makes the body of an error: in OpenAI's form as vLLM fills it, or as Ollama has it, text alone. */
export function errorObject(form: ApiForm, { status, message, param = null }: ServiceError): JsonObject {
  if (form === "ollama") return { error: message };
  return { error: { message, type: TYPES[status] ?? "InternalServerError", param, code: status } };
}

/** Tells the form by the path: what is below `/api` is Ollama's own. */
export function formOf(path: string): ApiForm {
  return path.startsWith("/api/") ? "ollama" : "openai";
}
