import { isJsonObject, type JsonObject } from "../../core/json.ts";
import { answerChat, answerCompletion } from "../endpoints/generation.ts";
import { answerEmbeddings } from "../endpoints/embeddings.ts";
import { answerRerank } from "../endpoints/rerank.ts";
import type { EndpointCall } from "../endpoints/endpoint_call.ts";
import type { OpenedModel } from "../models/open_model.ts";
import { ApiError, toErrorResponse } from "./api_error.ts";

const ENDPOINTS: Readonly<Record<string, (call: EndpointCall) => Promise<Response>>> = {
  "/v1/chat/completions": answerChat,
  "/v1/completions": answerCompletion,
  "/v1/embeddings": answerEmbeddings,
  "/v1/rerank": answerRerank,
  "/v1/reranks": answerRerank,
};

/** Creates the function that answers all requests to a model. */
export function createHandler(model: OpenedModel, servedName: string): (request: Request) => Promise<Response> {
  return async (request) => {
    try {
      return await route(request, { model, servedName });
    } catch (error) {
      return toErrorResponse(error);
    }
  };
}

async function route(request: Request, served: Pick<EndpointCall, "model" | "servedName">): Promise<Response> {
  const { pathname } = new URL(request.url);
  if (request.method === "GET") return answerGet(pathname, served.servedName);
  const answer = ENDPOINTS[pathname];
  if (answer === undefined || request.method !== "POST") throw new ApiError(404, `There is nothing at ${pathname}`);
  const body = await readBody(request);
  const asked = body["model"];
  if (asked !== undefined && asked !== served.servedName) {
    throw new ApiError(404, `The model ${JSON.stringify(asked)} does not exist; there is "${served.servedName}"`);
  }
  return await answer({ ...served, body });
}

function answerGet(pathname: string, servedName: string): Response {
  if (pathname === "/health") return new Response(null);
  if (pathname !== "/v1/models") throw new ApiError(404, `There is nothing at ${pathname}`);
  return Response.json({ object: "list", data: [{ id: servedName, object: "model", owned_by: "streamgauge" }] });
}

async function readBody(request: Request): Promise<JsonObject> {
  let body: unknown;
  try {
    body = await request.json();
  } catch {
    throw new ApiError(400, "The body is not JSON");
  }
  if (!isJsonObject(body)) throw new ApiError(400, "The body is not a JSON object");
  return body;
}
