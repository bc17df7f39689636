import assert from "node:assert/strict";
import { replayEvents } from "../replay.ts";

type Member = Readonly<Record<string, unknown>>;

/** Events of one, two, no and three tokens, over and over: the shortcut must not take one for the other. */
const SIZES = Array.from({ length: 60 }, (_, index) => [1, 2, 1, 3][index % 4] ?? 0);
const SO_FAR = SIZES.map((_, index) => SIZES.slice(0, index + 1).reduce((sum, size) => sum + size, 0));

const FINISH = { choices: [{ index: 0, delta: {}, finish_reason: "stop" }] };

function eventsOf(toMember: (size: number, index: number) => Member): readonly unknown[] {
  const events = SIZES.map((size, index) => ({
    choices: [{ index: 0, delta: { content: `${"ab ".repeat(size)}` }, finish_reason: null, ...toMember(size, index) }],
  }));
  return [...events, FINISH];
}

const listOf = (size: number, index: number) => Array.from({ length: size }, (_, token) => 1000 * index + token);
const entriesOf = (size: number, index: number) =>
  listOf(size, index).map((id) => ({ token: `t${id}`, logprob: -id / 7, bytes: null, top_logprobs: [] }));

const LISTS: Readonly<Record<string, readonly ["ids" | "logprobs", (size: number, index: number) => Member]>> = {
  "ids of tokens": ["ids", (size, index) => ({ token_ids: listOf(size, index) })],
  "log probabilities of chat": ["logprobs", (size, index) => ({ logprobs: { content: entriesOf(size, index) } })],
  "log probabilities of completions": ["logprobs", (size, index) => ({
    logprobs: { tokens: listOf(size, index).map(String), token_logprobs: listOf(size, index) },
  })],
  "both, of which ids are taken": ["ids", (size, index) => ({
    token_ids: listOf(size, index),
    logprobs: { content: entriesOf(1, index) },
  })],
};

for (const [name, [origin, toMember]] of Object.entries(LISTS)) {
  Deno.test(`tokens of events are counted by ${name}`, async () => {
    const { chunks } = await replayEvents(...eventsOf(toMember));
    assert.equal(chunks.tokensFrom, origin);
    assert.deepEqual([...chunks.tokens ?? []].slice(0, SIZES.length), SO_FAR);
  });
}

Deno.test("the service's own counts on each event come first", async () => {
  const { chunks } = await replayEvents(
    ...SIZES.map((_, index) => ({
      choices: [{ index: 0, delta: { content: "a" }, token_ids: [1, 2] }],
      usage: { prompt_tokens: 1, completion_tokens: 5 * (index + 1) },
    })),
    FINISH,
  );
  assert.deepEqual([...chunks.tokens ?? []].slice(0, 3), [5, 10, 15]);
  assert.equal(chunks.tokensFrom, undefined);
});

Deno.test("an event with output that lists no tokens leaves them uncounted", async () => {
  const [first, ...others] = eventsOf((size, index) => index === 7 ? {} : { token_ids: listOf(size, index) });
  assert.equal((await replayEvents(first, ...others)).chunks.tokens, null);
});
