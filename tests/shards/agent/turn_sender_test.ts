import { deepStrictEqual } from "node:assert";
import { createOpenAiDialect } from "../../../src/apis/openai/openai_dialect.ts";
import type { Turn } from "../../../src/core/session.ts";
import type { WorkItem } from "../../../src/core/work_item.ts";
import { createTurnSender } from "../../../src/shards/agent/turn_sender.ts";
import type { ShardSetup } from "../../../src/shards/protocol/messages.ts";
import { DEFAULT_SETTINGS } from "../../apis/build_body.ts";

const recorded = { role: "assistant", content: null, tool_calls: [{ id: "1" }] };
const result = { role: "tool", tool_call_id: "1", content: "42" };
const TURNS: readonly Turn[] = [
  { input: { kind: "messages", messages: [{ role: "user", content: "q" }] }, recordedReply: recorded },
  { input: { kind: "messages", messages: [result] } },
];

/** Returns the message that stands before the tool's result, where the service gave this reply. */
function answerBefore(toolCalls: string): unknown {
  const sender = createTurnSender({
    setup: {
      generation: DEFAULT_SETTINGS,
      transport: { connectionReuse: "pooled" },
      endpoints: [],
      endpointRule: { strategy: "round-robin", scope: "session" },
    } as unknown as ShardSetup,
    dialect: createOpenAiDialect(),
    endpoints: { sends: [], prepare: () => Promise.resolve(), takeArrivalDelays: () => null, close: () => {} },
    onRecord: () => {},
    onDebug: () => {},
  });
  const item = { index: 0, model: "m", conversation: { turns: TURNS, maxTokens: [8, 8] } } as unknown as WorkItem;
  const body = sender.encodeTurn(item, 1, [{ content: "live", reasoning: "", toolCalls }]);
  const { messages } = JSON.parse(new TextDecoder().decode(body)) as { messages: unknown[] };
  return messages[1];
}

Deno.test("a live reply without the calls that are answered next is replaced by the recorded one", () => {
  deepStrictEqual(answerBefore(""), recorded);
  deepStrictEqual(answerBefore('[{"id":"other","name":"f","arguments":"{}"}]'), recorded);
});

Deno.test("a live reply that made the calls stands in the history", () => {
  deepStrictEqual(answerBefore('[{"id":"1","name":"f","arguments":"{}"}]'), {
    role: "assistant",
    content: "live",
    tool_calls: [{ id: "1", type: "function", function: { name: "f", arguments: "{}" } }],
  });
});
