import { deepStrictEqual, rejects, strictEqual } from "node:assert";
import {
  createLongSpeedBenchmarkDataset,
  createSpeedBenchmarkDataset,
} from "../../../src/datasets/speed/speed_benchmark.ts";
import { loadTokenizer } from "../../../src/tokenizers/load_tokenizer.ts";
import { fixturePath } from "../../support/fixture_files.ts";
import { makeDatasetContext } from "../../support/make_dataset_context.ts";
import { takeInputs, takeSessions } from "../../support/take_sessions.ts";

const tokenizer = await loadTokenizer(fixturePath("tokenizers/tiny_chat"));

Deno.test("speed_benchmark sends plain text of 1 to 30,720 characters, each length twice", async () => {
  const [context] = makeDatasetContext();
  const dataset = await createSpeedBenchmarkDataset(context);
  strictEqual(dataset.sessionCount, 8);
  const inputs = await takeInputs(dataset);
  const expected = [1, 1, 6144, 6144, 14336, 14336, 30720, 30720];
  deepStrictEqual(inputs, expected.map((length) => ({ kind: "text", text: "熵".repeat(length) })));
});

Deno.test("speed_benchmark_long sends plain text of 63,488 and 129,024 characters, each twice", async () => {
  const [context] = makeDatasetContext();
  const inputs = await takeInputs(await createLongSpeedBenchmarkDataset(context));
  const expected = [63488, 63488, 129024, 129024];
  deepStrictEqual(inputs, expected.map((length) => ({ kind: "text", text: "熵".repeat(length) })));
});

Deno.test("the speed benchmark goes on after an offset and cycles", async () => {
  const [context] = makeDatasetContext({ offset: 6 });
  const sessions = await takeSessions(await createSpeedBenchmarkDataset(context), 3);
  const lengths = sessions.map(({ turns }) => turns[0]?.input.kind === "text" ? turns[0].input.text.length : 0);
  deepStrictEqual(lengths, [30720, 30720, 1]);
});

Deno.test("the speed benchmark sends token ids where asked", async () => {
  const [context] = makeDatasetContext({ tokenizer, tokenizePrompt: true });
  const [first] = await takeSessions(await createSpeedBenchmarkDataset(context), 1);
  const ids = tokenizer.encode("熵");
  deepStrictEqual(first?.turns, [{ input: { kind: "tokens", ids }, promptTokens: ids.length }]);
});

Deno.test("the speed benchmark takes no arguments", async () => {
  const [context] = makeDatasetContext({ args: { size: 1 } });
  await rejects(async () => await createSpeedBenchmarkDataset(context), {
    name: "UsageError",
    message: /no key "size"/,
  });
});
