import { deepStrictEqual, match, notStrictEqual, ok, rejects, strictEqual } from "node:assert";
import type { Session } from "../../../src/core/session.ts";
import { loadEmbeddedTokenizer } from "../../../src/tokenizers/embedded_tokenizer.ts";
import { loadTokenizer } from "../../../src/tokenizers/load_tokenizer.ts";
import type { Tokenizer } from "../../../src/tokenizers/tokenizer.ts";
import { fixturePath } from "../../support/fixture_files.ts";
import { promptOf } from "../../support/take_sessions.ts";
import { takeTrace } from "../../support/take_trace.ts";

const tokenizers = {
  byteLevel: await loadTokenizer(fixturePath("tokenizers/tiny_chat")),
  unigram: await loadTokenizer(fixturePath("tokenizers/own_unigram")),
  wordPiece: await loadTokenizer(fixturePath("tokenizers/tiny_embed")),
};
const embedded = await loadEmbeddedTokenizer();
embedded.words();
const { byteLevel } = tokenizers;

const mooncake = (timestamp: number, input_length: number, hash_ids?: readonly number[]) => {
  return { timestamp, input_length, output_length: 9, ...(hash_ids === undefined ? {} : { hash_ids }) };
};
const wordsOf = (session: Session | undefined) => promptOf(session).split(" ");

for (const [name, tokenizer] of Object.entries({ ...tokenizers, wordless: { ...byteLevel, words: () => [] } })) {
  Deno.test(`prompts of a Mooncake trace have exactly the recorded tokens, ${name}`, async () => {
    const lines = [
      mooncake(0, 100, [1, 2, 3, 4]),
      mooncake(1, 33, [1]),
      mooncake(2, 64, [1, 2]),
      mooncake(3, 1, [1]),
      mooncake(4, 50),
    ];
    const { sessions, heard } = await takeTrace(lines, { block_size: 32 }, { tokenizer, applyChatTemplate: false });
    deepStrictEqual(sessions.map((session) => tokenizer.countTokens(promptOf(session))), [100, 33, 64, 1, 50]);
    deepStrictEqual(heard.warnings, []);
  });
}

Deno.test("a Mooncake trace gives the time in ms, the limit, and ignores the end of text only where asked", async () => {
  const lines = [mooncake(100, 5), mooncake(350, 5)];
  const { sessions } = await takeTrace(lines, {}, { tokenizer: byteLevel });
  deepStrictEqual(sessions.map(({ arrivalOffsetMs, turns }) => [arrivalOffsetMs, turns[0]?.maxTokens]), [[0, 9], [
    250,
    9,
  ]]);
  strictEqual(sessions[0]?.turns[0]?.bodyOverrides, undefined);
  const matched = await takeTrace(lines, { match_output_length: true, model_override: "o" }, { tokenizer: byteLevel });
  deepStrictEqual(matched.sessions[0]?.turns[0]?.bodyOverrides, { ignore_eos: true });
  strictEqual(matched.sessions[0]?.model, "o");
});

Deno.test("blocks of the same id are the same text, wherever they stand, and others differ", async () => {
  const lines = [
    mooncake(0, 1536, [7, 8, 9]),
    mooncake(1, 1200, [7, 8, 5]),
    mooncake(2, 1024, [8, 7]),
    mooncake(3, 600),
  ];
  const settings = { loadEmbeddedTokenizer: () => Promise.resolve(embedded), applyChatTemplate: false };
  const [a, b, c, d] = (await takeTrace(lines, {}, settings)).sessions.map(wordsOf);
  deepStrictEqual(a?.slice(0, 1024), b?.slice(0, 1024));
  notStrictEqual(a?.slice(1024, 1050).join(), b?.slice(1024, 1050).join());
  deepStrictEqual(c?.slice(0, 500), a?.slice(512, 1012));
  deepStrictEqual(c?.slice(512, 1000), a?.slice(0, 488));
  notStrictEqual(d?.slice(0, 5).join(), a?.slice(0, 5).join());
});

Deno.test("a vocabulary without words shares blocks, too", async () => {
  const tokenizer: Tokenizer = { ...byteLevel, words: () => [] };
  const lines = [mooncake(0, 100, [1, 2]), mooncake(1, 100, [1, 3]), mooncake(2, 100, [4, 2])];
  const { sessions } = await takeTrace(lines, { block_size: 50 }, { tokenizer, applyChatTemplate: false });
  const [a = "", b = "", c = ""] = sessions.map(promptOf);
  strictEqual(a.slice(0, 60), b.slice(0, 60));
  notStrictEqual(a.slice(-30), b.slice(-30));
  notStrictEqual(a.slice(0, 30), c.slice(0, 30));
});

Deno.test("what no id stands for is a prompt's own", async () => {
  const lines = [mooncake(0, 96, [1]), mooncake(1, 96, [1])];
  const { sessions } = await takeTrace(lines, { block_size: 32 }, { tokenizer: byteLevel, applyChatTemplate: false });
  const [a, b] = sessions.map(wordsOf);
  deepStrictEqual(a?.slice(0, 32), b?.slice(0, 32));
  notStrictEqual(a?.[32], b?.[32]);
});

Deno.test("the tokens of the chat template are part of the recorded length", async () => {
  const { sessions } = await takeTrace([mooncake(0, 80, [1]), mooncake(1, 80)], {}, { tokenizer: byteLevel });
  for (const session of sessions) {
    const messages = [{ role: "user", content: promptOf(session) }];
    const rendered = byteLevel.chatTemplate?.render(messages, { addGenerationPrompt: true }) ?? "";
    strictEqual(byteLevel.countTokens(rendered), 80);
  }
});

Deno.test("a Mooncake trace is sent as token ids where asked, blocks shared", async () => {
  const lines = [mooncake(0, 100, [1, 2]), mooncake(1, 70, [1, 3]), mooncake(2, 20)];
  const settings = { tokenizer: byteLevel, tokenizePrompt: true };
  const { sessions } = await takeTrace(lines, { block_size: 64 }, settings);
  const all = sessions.map(({ turns }) => {
    const [turn] = turns;
    if (turn?.input.kind !== "tokens") throw new Error("no ids");
    strictEqual(turn.promptTokens, turn.input.ids.length);
    return turn.input.ids;
  });
  deepStrictEqual(all.map((ids) => ids.length), [100, 70, 20]);
  deepStrictEqual(all[0]?.slice(0, 64), all[1]?.slice(0, 64));
});

Deno.test("the same seed makes the same prompts, another one others", async () => {
  const lines = [mooncake(0, 40, [1]), mooncake(1, 40)];
  const take = async (seed: number) => (await takeTrace(lines, {}, { tokenizer: byteLevel, seed })).sessions;
  deepStrictEqual(await take(1), await take(1));
  const [first, second] = [await take(1), await take(2)];
  notStrictEqual(promptOf(first[0]), promptOf(second[0]));
  notStrictEqual(promptOf(first[1]), promptOf(second[1]));
});

Deno.test("a Mooncake trace in seconds is told by timestamp_unit, its further keys are of no use", async () => {
  const lines = [{ ...mooncake(61.5, 5), chat_id: 1, type: "text" }, mooncake(62, 0)];
  const { sessions } = await takeTrace(lines, { timestamp_unit: "s", format: "mooncake" }, { tokenizer: byteLevel });
  deepStrictEqual(sessions.map((session) => session.arrivalOffsetMs), [0, 500]);
});

Deno.test("all lines of a Mooncake trace that cannot be used are told of together", async () => {
  const lines = [
    mooncake(0, 5),
    { timestamp: "x", input_length: 5, output_length: 5 },
    { timestamp: 1, input_length: 1.5, output_length: 5 },
    { timestamp: 1, input_length: 5 },
    { ...mooncake(1, 5), hash_ids: [null] },
  ];
  await rejects(
    takeTrace(lines, {}, { tokenizer: byteLevel }),
    (error: Error & { problems: { message: string }[] }) => {
      deepStrictEqual(error.problems.map(({ message }) => message.slice(message.indexOf("line"))), [
        'line 2 has no "timestamp" that is a number',
        'line 3 has no whole number "input_length" of 0 or more',
        'line 5 has "hash_ids" that are not an array of numbers',
      ]);
      return error.name === "DataError";
    },
  );
});

const HEAD = "Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type";

Deno.test("a BurstGPT table gives times in seconds, lengths, and models as labels", async () => {
  const lines = [HEAD, "5,ChatGPT,47,18,65,Conversation log", '45.5,"GPT-4",10,230,240,API log', "46,ChatGPT,0,2,2,x"];
  const { sessions, heard } = await takeTrace(lines, {}, { tokenizer: byteLevel, applyChatTemplate: false });
  const seen = sessions.map((session) => [
    session.arrivalOffsetMs,
    session.label,
    session.model,
    byteLevel.countTokens(promptOf(session)),
    session.turns[0]?.maxTokens,
  ]);
  deepStrictEqual(seen, [
    [0, "ChatGPT", undefined, 47, 18],
    [40_500, "GPT-4", undefined, 10, 230],
    [41_000, "ChatGPT", undefined, 1, 2],
  ]);
  deepStrictEqual(heard, { warnings: [], infos: [], downloads: [] });
});

Deno.test("columns of a BurstGPT table are found by their names, in any order", async () => {
  const lines = ["Session ID,response tokens,Request Tokens,Timestamp", "s1,7,5,1", "s2,8,5,0"];
  const { sessions } = await takeTrace(lines, {}, { tokenizer: byteLevel });
  deepStrictEqual(sessions.map(({ turns, arrivalOffsetMs, label }) => [turns[0]?.maxTokens, arrivalOffsetMs, label]), [
    [8, 0, undefined],
    [7, 1000, undefined],
  ]);
});

Deno.test("models of a BurstGPT table can be mapped", async () => {
  const lines = [HEAD, "0,ChatGPT,5,5,10,x", "1,GPT-4,5,5,10,x"];
  const { sessions } = await takeTrace(lines, { model_mapping: { "GPT-4": "big" } }, { tokenizer: byteLevel });
  deepStrictEqual(sessions.map(({ model, label }) => [model, label]), [[undefined, "ChatGPT"], ["big", "GPT-4"]]);
});

Deno.test("requests of a BurstGPT table that failed are left out, and told of once", async () => {
  const lines = [HEAD, "0,ChatGPT,5,0,5,x", "1,ChatGPT,5,5,10,x", "2,ChatGPT,0,0,0,x"];
  const { sessions, heard } = await takeTrace(lines, {}, { tokenizer: byteLevel });
  strictEqual(sessions.length, 1);
  deepStrictEqual(heard.infos, ["2 requests of the trace have no response (they failed) and are left out"]);
});

Deno.test("all rows of a BurstGPT table that cannot be used are told of together", async () => {
  const lines = [HEAD, "x,ChatGPT,5,5,10,x", "1,ChatGPT,,5,10,x", "1,ChatGPT,5,1.5,10,x", "1"];
  await rejects(
    takeTrace(lines, {}, { tokenizer: byteLevel }),
    (error: Error & { problems: { message: string }[] }) => {
      deepStrictEqual(error.problems.map(({ message }) => message.slice(message.indexOf("line"))), [
        'line 2 has "x" as "Timestamp"',
        'line 3 has nothing as "Request tokens", which must be a whole number',
        'line 4 has "1.5" as "Response tokens", which must be a whole number',
        'line 5 has nothing as "Request tokens", which must be a whole number',
      ]);
      return error.name === "DataError";
    },
  );
});

Deno.test("a table without the columns of BurstGPT is refused", async () => {
  await rejects(takeTrace(["a,b", "1,2"], { format: "burstgpt" }), {
    name: "DataError",
    message: /as a table: its first line does not name the columns$/,
  });
});

Deno.test("lengths are measured with the embedded tokenizer where none is given, and it is said", async () => {
  const { sessions, heard } = await takeTrace([mooncake(0, 700, [1, 2])], {}, {
    loadEmbeddedTokenizer: () => Promise.resolve(embedded),
  });
  strictEqual(embedded.countTokens(promptOf(sessions[0])), 700);
  match(heard.infos.join(), /o200k_base \(embedded\)/);
});

Deno.test("a vocabulary is not walked for each prompt of a trace", async () => {
  let walks = 0;
  const tokenizer: Tokenizer = { ...byteLevel, words: () => (walks++, byteLevel.words()) };
  await takeTrace(Array.from({ length: 50 }, (_, i) => mooncake(i, 20, i % 2 === 0 ? [i] : undefined)), {}, {
    tokenizer,
  });
  ok(walks <= 2);
});
