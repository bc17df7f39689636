import { deepStrictEqual, strictEqual } from "node:assert";
import type { ReplyText, RequestRecord } from "../../src/core/record.ts";
import type { WorkItem } from "../../src/core/work_item.ts";
import { carrySession } from "../../src/engine/carry_session.ts";
import type { SessionSteps } from "../../src/engine/carry_session.ts";
import { makeRecord } from "../support/make_record.ts";
import { VirtualClock } from "../support/virtual_clock.ts";

const turn = (text: string, waitBeforeMs?: number) => ({
  input: { kind: "messages", messages: [{ role: "user", content: text }] } as const,
  ...(waitBeforeMs === undefined ? {} : { waitBeforeMs }),
});

function makeItem(turns: readonly ReturnType<typeof turn>[]): WorkItem {
  return {
    index: 7,
    ordinal: 7,
    phase: "measured",
    dueAtMs: null,
    body: new TextEncoder().encode("first"),
    isStream: true,
    model: "m",
    label: null,
    requestId: null,
    headers: null,
    conversation: turns.length > 1 ? { turns, maxTokens: turns.map(() => 8) } : null,
  };
}

interface Sent {
  readonly body: string;
  readonly dueAtMs: number | null;
  readonly sentAtMs: number;
  readonly isLastTurn: boolean;
}

async function carry(item: WorkItem, over: { failAt?: number; stopAtMs?: number } = {}) {
  const clock = new VirtualClock();
  const stopping = new AbortController();
  if (over.stopAtMs !== undefined) clock.at(over.stopAtMs, () => stopping.abort());
  const sent: Sent[] = [];
  const records: RequestRecord[] = [];
  const steps: SessionSteps = {
    clock,
    continuing: stopping.signal,
    encodeTurn: (_item, index, replies: readonly ReplyText[]) =>
      new TextEncoder().encode(`${index} after ${replies.map(({ content }) => content).join(",")}`),
    async send({ turnIndex, isLastTurn, body, start }) {
      const sentAtMs = clock.nowMs();
      sent.push({ body: new TextDecoder().decode(body), dueAtMs: start.dueAtMs, sentAtMs, isLastTurn });
      await clock.sleepUntil(sentAtMs + 100, new AbortController().signal);
      const failure = over.failAt === turnIndex ? { kind: "reset", message: "gone" } as const : null;
      const reply = { content: `reply ${turnIndex}`, reasoning: "", toolCalls: "" };
      return makeRecord({ turnIndex, sentAtMs, endAtMs: clock.nowMs(), failure, reply });
    },
    onRecord: (record) => records.push(record),
  };
  await clock.run(carrySession(item, { dueAtMs: null, slotAtMs: 0 }, steps));
  return { sent, records };
}

Deno.test("carrySession() sends the turns one after another with the replies so far", async () => {
  const { sent } = await carry(makeItem([turn("a"), turn("b"), turn("c")]));
  deepStrictEqual(sent.map(({ body, sentAtMs }) => `${sentAtMs}: ${body}`), [
    "0: first",
    "100: 1 after reply 0",
    "200: 2 after reply 0,reply 1",
  ]);
  deepStrictEqual(sent.map(({ isLastTurn }) => isLastTurn), [false, false, true]);
});

Deno.test("carrySession() waits before a turn and counts the wait as its due time", async () => {
  const { sent } = await carry(makeItem([turn("a"), turn("b", 2500)]));
  deepStrictEqual(sent.map(({ dueAtMs, sentAtMs }) => [dueAtMs, sentAtMs]), [[null, 0], [2600, 2600]]);
});

Deno.test("carrySession() ends a conversation at its first failed turn", async () => {
  const { records } = await carry(makeItem([turn("a"), turn("b"), turn("c")]), { failAt: 1 });
  strictEqual(records.length, 2);
});

Deno.test("carrySession() sends no further turn once it must not continue", async () => {
  const { sent } = await carry(makeItem([turn("a"), turn("b", 2500)]), { stopAtMs: 300 });
  strictEqual(sent.length, 1);
});
