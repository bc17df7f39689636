/** A request that cannot be answered, with the status and the message that the client gets. */
import { reasonOf } from "../../core/errors.ts";

export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Writes an error as OpenAI does. */
export function toErrorResponse(error: unknown): Response {
  const status = error instanceof ApiError ? error.status : 500;
  const message = reasonOf(error);
  const type = status < 500 ? "invalid_request_error" : "server_error";
  return Response.json({ error: { message, type, param: null, code: status } }, { status });
}
