import { takeOriginEpochMs } from "../../core/clock.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.ts";
import { drawSeed } from "../../core/random.ts";
import { streamEvents } from "../http/event_stream.ts";
import type { EndpointCall } from "./endpoint_call.ts";
import type { CausalModel, Generated, Prompt, Sampling } from "../models/causal_model.ts";
import { readMessages, readPrompt, readSampling } from "./generation_request.ts";
import { needModel } from "./needed_model.ts";

/** How an endpoint names things. */
interface ReplyForm {
  readonly idPrefix: string;
  readonly whole: string;
  readonly chunk: string;
  readonly toWhole: (text: string) => JsonObject;
  /** `null`: the last chunk, which only says why the text ends. */
  readonly toDelta: (text: string | null) => JsonObject;
}

const CHAT: ReplyForm = {
  idPrefix: "chatcmpl-",
  whole: "chat.completion",
  chunk: "chat.completion.chunk",
  toWhole: (content) => ({ message: { role: "assistant", content } }),
  toDelta: (content) => ({ delta: content === null ? {} : { content } }),
};

const COMPLETION: ReplyForm = {
  idPrefix: "cmpl-",
  whole: "text_completion",
  chunk: "text_completion",
  toWhole: (text) => ({ text }),
  toDelta: (text) => ({ text: text ?? "" }),
};

/** Answers `/v1/chat/completions`. */
export function answerChat(call: EndpointCall): Promise<Response> {
  const model = needModel(call.model, "generation");
  const request = { prompt: readMessages(call.body), sampling: readSampling(call.body, "chat") };
  return answer(call, { model, request, form: CHAT });
}

/** Answers `/v1/completions`. */
export function answerCompletion(call: EndpointCall): Promise<Response> {
  const model = needModel(call.model, "generation");
  const request = { prompt: readPrompt(call.body), sampling: readSampling(call.body, "completion") };
  return answer(call, { model, request, form: COMPLETION });
}

interface Answering {
  readonly model: CausalModel;
  readonly request: { readonly prompt: Prompt; readonly sampling: Sampling };
  readonly form: ReplyForm;
}

async function answer(call: EndpointCall, { model, request, form }: Answering): Promise<Response> {
  const head = {
    id: `${form.idPrefix}${drawSeed().toString(16)}`,
    created: Math.floor(takeOriginEpochMs() / 1000),
    model: call.servedName,
  };
  if (call.body["stream"] === true) return stream(call, { model, request, form }, head);
  // Of whole replies the server learns only at their end that nobody waits for them.
  const { signal } = new AbortController();
  const generated = await model.generate({ ...request, signal, onToken: () => {} });
  const choice = { index: 0, ...form.toWhole(generated.text), finish_reason: generated.finishReason };
  return Response.json({ ...head, object: form.whole, choices: [choice], usage: toUsage(generated) });
}

function stream({ body }: EndpointCall, { model, request, form }: Answering, head: JsonObject): Response {
  const { stream_options: options } = body;
  const wantsUsage = isJsonObject(options) && options["include_usage"] === true;
  return streamEvents(async (send, signal) => {
    const sendChoice = (text: string | null, reason: JsonValue) =>
      send({ ...head, object: form.chunk, choices: [{ index: 0, ...form.toDelta(text), finish_reason: reason }] });
    if (form === CHAT) {
      const first = { index: 0, delta: { role: "assistant", content: "" }, finish_reason: null };
      send({ ...head, object: form.chunk, choices: [first] });
    }
    const generated = await model.generate({ ...request, signal, onToken: (text) => sendChoice(text, null) });
    sendChoice(null, generated.finishReason);
    if (wantsUsage) send({ ...head, object: form.chunk, choices: [], usage: toUsage(generated) });
  });
}

function toUsage({ promptTokens, completionTokens }: Generated): JsonObject {
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
  };
}
