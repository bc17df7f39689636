import { deepStrictEqual, match, rejects } from "node:assert";
import { gzipSync } from "node:zlib";
import { createWorkloadTraceDataset } from "../../../src/datasets/traces/workload_trace.ts";
import { loadTokenizer } from "../../../src/tokenizers/load_tokenizer.ts";
import { fixturePath } from "../../support/fixture_files.ts";
import { type Heard, makeDatasetContext } from "../../support/make_dataset_context.ts";
import { takeSessions } from "../../support/take_sessions.ts";
import { withTemporaryFile } from "../../support/temporary_folder.ts";

const tokenizer = await loadTokenizer(fixturePath("tokenizers/tiny_chat"));

/** The requests of a trace as its time, the length of its reply, and its prompt where that is known. */
async function read(content: string | Uint8Array<ArrayBuffer>, count: number): Promise<[unknown[], Heard]> {
  let found: [unknown[], Heard] | undefined;
  await withTemporaryFile(content, async (path) => {
    const [context, heard] = makeDatasetContext({ path, tokenizer, tokenizePrompt: true });
    const sessions = await takeSessions(await createWorkloadTraceDataset(context), count);
    const requests = sessions.map(({ arrivalOffsetMs, turns }) => {
      const turn = turns[0];
      const input = turn?.input;
      return [
        Math.round(arrivalOffsetMs ?? NaN),
        input?.kind === "tokens" ? input.ids.length : input?.kind === "text" ? input.text : input?.kind,
        turn?.maxTokens ?? null,
      ];
    });
    found = [requests, heard];
  });
  if (found === undefined) throw new Error("nothing was read");
  return found;
}

const AZURE_2023 = `TIMESTAMP,ContextTokens,GeneratedTokens
2023-11-16 18:15:46.6805900,37,4
2023-11-16 18:15:46.9951690,39,10
`;
const AZURE_2024 = `TIMESTAMP,ContextTokens,GeneratedTokens
2024-05-10 00:00:00.009930+00:00,5,3
2024-05-10 00:00:00.509930+00:00,6,2
`;
const VIDUR = "arrived_at,num_prefill_tokens,num_decode_tokens\n0.0,5,3\n0.5,6,2\n";

Deno.test("Azure's traces are read as published, of both years", async () => {
  deepStrictEqual((await read(AZURE_2023, 2))[0], [[0, 37, 4], [315, 39, 10]]);
  deepStrictEqual((await read(AZURE_2024, 2))[0], [[0, 5, 3], [500, 6, 2]]);
});

Deno.test("other tables of times and lengths are known by their columns", async () => {
  deepStrictEqual((await read(VIDUR, 2))[0], [[0, 5, 3], [500, 6, 2]]);
});

for (const separator of [";", "\t", "|"]) {
  Deno.test(`a trace whose fields stand between ${JSON.stringify(separator)} is read as one with commas`, async () => {
    deepStrictEqual((await read(VIDUR.replaceAll(",", separator), 2))[0], [[0, 5, 3], [500, 6, 2]]);
  });
}

Deno.test("a packed trace is read as it is, each request at its place", async () => {
  deepStrictEqual((await read(new Uint8Array(gzipSync(AZURE_2024)), 2))[0], [[0, 5, 3], [500, 6, 2]]);
});

const lines = (...values: readonly object[]) => values.map((value) => JSON.stringify(value)).join("\n");

Deno.test("kin of Mooncake's traces bring their prompts, or no length of the reply", async () => {
  const [requests] = await read(
    lines({ timestamp: 0, text_input: "hello there", output_length: 7 }, { timestamp: 40, input_length: 6 }),
    2,
  );
  deepStrictEqual(requests.map((request) => (request as unknown[])[2]), [7, null]);
  deepStrictEqual((requests[1] as unknown[])[1], 6);
});

Deno.test("times that would be too many requests a second as ms are seconds, and that is said", async () => {
  const [requests, heard] = await read(
    lines({ timestamp: 0, input_length: 5 }, { timestamp: 0.2, input_length: 5 }, { timestamp: 0.4, input_length: 5 }),
    3,
  );
  deepStrictEqual(requests.map((request) => (request as unknown[])[0]), [0, 200, 400]);
  match(heard.warnings.join(), /taken as seconds/);
  const [inMs, calm] = await read(
    lines({ timestamp: 0, input_length: 5 }, { timestamp: 27.5, input_length: 5 }),
    2,
  );
  deepStrictEqual([(inMs[1] as unknown[])[0], calm.warnings.length], [28, 0]);
});

Deno.test("a trace that is an array with a request a line is read as its lines", async () => {
  const rows = [{ timestamp: 0, input_length: 5, output_length: 3 }, {
    timestamp: 40,
    input_length: 6,
    output_length: 2,
  }];
  const texts = rows.map((row) => JSON.stringify(row));
  for (const form of [`[\n${texts.join(",\n")}\n]\n`, texts.map((text) => `${text},`).join("\n")]) {
    deepStrictEqual((await read(form, 2))[0], [[0, 5, 3], [40, 6, 2]]);
  }
});

Deno.test("a trace that is one JSON document on a line is told how to become lines", async () => {
  const rows = [{ timestamp: 0, input_length: 5 }];
  for (const [document, place] of [[rows, /jq -c '\.\[\]'/], [{ requests: rows }, /jq -c '\.requests\[\]'/]] as const) {
    await rejects(read(JSON.stringify(document), 1), (error: Error & { problems?: readonly { hint?: string }[] }) => {
      match(error.message, /it is one JSON document/);
      match(JSON.stringify(error.problems), place);
      return error.name === "DataError";
    });
  }
});

Deno.test("a trace whose lines end in CR alone is read as one with LF, each request at its place", async () => {
  deepStrictEqual((await read(AZURE_2024.replaceAll("\n", "\r"), 2))[0], [[0, 5, 3], [500, 6, 2]]);
  const lines = '{"timestamp": 0, "input_length": 5, "output_length": 3}\r{"timestamp": 500, "input_length": 6}\r';
  deepStrictEqual((await read(lines, 2))[0], [[0, 5, 3], [500, 6, null]]);
});
