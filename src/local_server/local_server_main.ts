/** The entry of the worker that serves a model: it is told what to serve, and says when it does or why it cannot. */
import { createHandler } from "./http/router.ts";
import { serveHttp } from "./http/serve_http.ts";
import { openModel } from "./models/open_model.ts";
import type { FromServer, ServerSettings } from "./protocol.ts";

const scope = self as unknown as {
  postMessage(message: FromServer): void;
  onmessage: ((event: MessageEvent<ServerSettings>) => void) | null;
};

scope.onmessage = async ({ data: settings }) => {
  try {
    const model = await openModel(settings);
    serveHttp(settings.port, createHandler(model, settings.servedName));
    scope.postMessage({ kind: "ready", modelKind: model.kind, runtime: model.runtime });
  } catch (cause) {
    const { message, stack = "" } = cause instanceof Error ? cause : new Error(String(cause));
    scope.postMessage({ kind: "failed", message, stack });
  }
};
