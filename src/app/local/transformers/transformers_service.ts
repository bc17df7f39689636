import { startLocalServer } from "../../../local_server/local_server.ts";
import { checkPortIsFree } from "../free_port.ts";
import type { LocalRun, LocalService, LocalServiceParts } from "../local_run.ts";
import { findModelFolder } from "./model_folder.ts";

/** Starts a model on this machine over Transformers.js and resolves when it answers. */
export async function startTransformers(run: LocalRun, parts: LocalServiceParts): Promise<LocalService> {
  const { listener, signal } = parts;
  const { generation: { model: servedName }, hub } = run.workload;
  const { port, attention } = run.local;
  checkPortIsFree(port);
  const model = await findModelFolder(servedName, { hub, listener, signal });
  listener.log("info", `Loading the model in ${model.folder} (${model.dtype})`);
  const server = await startLocalServer({ port, servedName, attention, ...model }, signal);
  if (server === null) return { isReady: false, [Symbol.asyncDispose]: () => Promise.resolve() };
  listener.log("info", `The model for ${server.modelKind} answers on port ${port}, computed by ${server.runtime}`);
  return { isReady: true, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}
