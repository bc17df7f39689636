import { deepStrictEqual, match, ok, rejects, strictEqual, throws } from "node:assert";
import type { DatasetContext } from "../../../src/datasets/dataset.ts";
import { createMixFactory } from "../../../src/datasets/mixes/mix.ts";
import { loadDatasetFactory } from "../../../src/datasets/registry.ts";
import { parseMixParts } from "../../../src/datasets/mixes/mix_parts.ts";
import { makeDatasetContext } from "../../support/make_dataset_context.ts";
import { promptOf, takeSessions } from "../../support/take_sessions.ts";
import { withTemporaryFolder } from "../../support/temporary_folder.ts";

const createMix = createMixFactory(loadDatasetFactory);

const PARTS: readonly (readonly [string, readonly (readonly [string, string, string | null, number])[]])[] = [
  ["chat.jsonl=0.7,data/rag.jsonl=0.3", [["chat", "file", "chat.jsonl", 0.7], ["rag", "file", "data/rag.jsonl", 0.3]]],
  ["random=1, embed=2", [["random", "random", null, 1], ["embedding", "embedding", null, 2]]],
  ["hf:owner/name=1,line_by_line:a=b.txt=3", [["name", "hf", "owner/name", 1], ["a=b", "line_by_line", "a=b.txt", 3]]],
  ["a.txt=1,b/a.txt=1", [["a", "file", "a.txt", 1], ["a_2", "file", "b/a.txt", 1]]],
];

for (const [source, expected] of PARTS) {
  Deno.test(`parseMixParts() reads ${source}`, () => {
    const parts = parseMixParts(source).map(({ label, name, source, weight }) => [label, name, source, weight]);
    deepStrictEqual(parts, expected);
  });
}

for (const source of ["a.txt", "a.txt=", "a.txt=0", "a.txt=-1", "a.txt=x", "=1", "a.txt=1,", "a.txt=Infinity"]) {
  Deno.test(`parseMixParts() refuses "${source}"`, () => {
    throws(() => parseMixParts(source), { name: "UsageError", message: /has no weight above 0/ });
  });
}

Deno.test("parseMixParts() refuses conversations, traces and other mixes", () => {
  throws(() => parseMixParts("random_multi_turn=1"), { name: "UsageError", message: /only datasets of single/ });
  throws(() => parseMixParts("mix:a=1"), { name: "UsageError" });
  throws(() => parseMixParts(null), { name: "UsageError", message: /needs parts/ });
});

async function withMix(
  changes: Partial<DatasetContext>,
  use: (context: DatasetContext) => Promise<void>,
): Promise<void> {
  await withTemporaryFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/chat.jsonl`, '{"prompt":"c1"}\n{"prompt":"c2"}\n');
    await Deno.writeTextFile(`${folder}/rag.csv`, "q,other\nr1,x\n");
    const source = `${folder}/chat.jsonl=3,${folder}/rag.csv=1`;
    await use(makeDatasetContext({ source, args: { rag: { column: "q" } }, ...changes })[0]);
  });
}

Deno.test("a mix draws its parts by weight, each cycled by itself, and labels the sessions", async () => {
  await withMix({}, async (context) => {
    const sessions = await takeSessions(await createMix(context), 400);
    const chat = sessions.filter(({ label }) => label === "chat");
    deepStrictEqual(chat.slice(0, 3).map(promptOf), ["c1", "c2", "c1"]);
    strictEqual(sessions.filter(({ label }) => label === "rag").length, 400 - chat.length);
    // 300 are expected; five standard deviations are 43.
    ok(Math.abs(chat.length - 300) < 43, `${chat.length} of chat`);
  });
});

Deno.test("the same seed gives the same mix, another one another", async () => {
  await withMix({}, async (context) => {
    const order = async (seed: number) =>
      (await takeSessions(await createMix({ ...context, seed }), 50)).map(({ label }) => label).join();
    strictEqual(await order(1), await order(1));
    ok(await order(1) !== await order(2));
  });
});

Deno.test("settings of a part that does not exist are refused", async () => {
  await withMix({ args: { rags: {} } }, async (context) => {
    await rejects(createMix(context), (error: { message: string; problems: { hint: string }[] }) => {
      match(error.message, /"rags" is no part of the mix/);
      match(error.problems[0]?.hint ?? "", /^Did you mean "rag"\?.* one of chat, rag$/);
      return true;
    });
  });
  await withMix({ args: { rag: "q" } }, async (context) => {
    await rejects(createMix(context), { message: /"rag" holds no object/ });
  });
});

Deno.test("what a part does not understand is refused as without a mix", async () => {
  await withMix({ args: { rag: { colum: "q" } } }, async (context) => {
    await rejects(createMix(context), { name: "UsageError", message: /no key "colum"/ });
  });
});
