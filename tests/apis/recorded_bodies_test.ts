import assert from "node:assert/strict";
import type { RawOutcome } from "../../src/apis/exchange_reply.ts";
import { loadRecordedReply, readRecordedRows } from "../support/recorded_replies.ts";
import { replay } from "./replay.ts";

interface PlainBody {
  readonly choices: readonly {
    readonly text?: string;
    readonly message?: {
      content: string | null;
      reasoning?: string;
      reasoning_content?: string;
      tool_calls?: unknown[];
    };
    readonly finish_reason: string;
  }[];
  readonly usage: { prompt_tokens: number; completion_tokens: number };
}

async function read(name: string): Promise<{ outcome: RawOutcome; text: string }> {
  const { status, contentType, body } = loadRecordedReply(name);
  const outcome = await replay({ status, contentType, pieces: [body.subarray(0, 10), body.subarray(10)] });
  return { outcome, text: new TextDecoder().decode(body) };
}

const BODIES = readRecordedRows().map(({ name }) => name)
  .filter((name) => /-(chat|completions)(-(?!stream)|$)/.test(name) && !name.includes("stream"));

for (const name of [...BODIES, "llama-error-model"]) {
  Deno.test(`${name} is read as a whole body, though a stream was asked for`, async () => {
    const { outcome, text } = await read(name);
    const { choices: [choice], usage } = JSON.parse(text) as PlainBody;
    assert.equal(outcome.failure, null);
    assert.ok(!outcome.isStream);
    assert.equal(outcome.chunks.atMs.length, 0);
    assert.equal(outcome.reply.content, choice?.text ?? choice?.message?.content ?? "");
    assert.equal(outcome.reply.reasoning, choice?.message?.reasoning ?? choice?.message?.reasoning_content ?? "");
    const calls = outcome.reply.toolCalls === "" ? [] : JSON.parse(outcome.reply.toolCalls) as unknown[];
    assert.equal(calls.length, choice?.message?.tool_calls?.length ?? 0);
    assert.equal(outcome.finishReason, choice?.finish_reason);
    assert.equal(outcome.usage?.promptTokens, usage.prompt_tokens);
    assert.equal(outcome.usage?.completionTokens, usage.completion_tokens);
  });
}

const ERRORS: readonly (readonly [name: string, status: number, code: string | undefined, message: RegExp])[] = [
  ["vllm-error-model", 404, "NotFoundError", /^HTTP 404: The model `no-such-model` does not exist/],
  ["vllm-error-engine-dead", 500, "InternalServerError", /^HTTP 500: EngineCore encountered an issue/],
  ["vllm-error-path", 404, undefined, /^HTTP 404: Not Found$/],
  ["vllm-error-max-tokens", 400, "BadRequestError", /max_tokens must be at least 1/],
  ["llama-error-too-long", 400, "exceed_context_size_error", /exceeds the available context size/],
  ["llama-error-path", 404, "not_found_error", /^HTTP 404: File Not Found$/],
  ["litellm-error-model", 400, "invalid_request_error", /Invalid model name/],
  ["litellm-error-too-long-ids", 400, "400", /ContextWindowExceededError/],
];

for (const [name, status, code, message] of ERRORS) {
  Deno.test(`${name} is an HTTP failure with the service's words`, async () => {
    const { outcome, text } = await read(name);
    assert.equal(outcome.failure?.kind, "http_status");
    assert.equal(outcome.failure?.status, status);
    assert.equal(outcome.failure?.code, code);
    assert.match(outcome.failure?.message ?? "", message);
    assert.equal(outcome.failure?.body, text);
    assert.ok(outcome.isStream);
  });
}
