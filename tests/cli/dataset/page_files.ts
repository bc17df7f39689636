import { fixturePath } from "../../support/fixture_files.ts";

const lines = (...values: readonly unknown[]) => values.map((value) => `${JSON.stringify(value)}\n`).join("");

/** The files that commands of docs/datasets.md name, in the forms that the page describes. */
const FILES: Readonly<Record<string, string>> = {
  "prompts.txt": "Say hello\nTell me a joke\n",
  "prompt.txt": "Tell me about light\n",
  "manual.txt": "Read this manual with care. ".repeat(100),
  "prompts.csv": 'id,question,answer_tokens\n1,"What is light, really?",120\n2,Why is the sky blue?,80\n',
  "rag.csv": "question\nWhat does the text say?\n",
  "chat.jsonl": lines({ prompt: "Say hello" }),
  "texts.jsonl": lines({ text: "A sentence to embed" }, "Another one"),
  "ranking.jsonl": lines({ query: "What is light?", documents: ["Light is a wave", { text: "Feathers are light" }] }),
  "LongAlpaca-12k.json": JSON.stringify([{ instruction: "Below is a paper. Memorize it.", output: "Done" }]),
  "conversations.jsonl": lines([
    { role: "user", content: "What is light?" },
    { role: "assistant", content: "A wave." },
    { role: "user", content: "How fast is it?" },
  ]),
  "conversations.json": JSON.stringify({
    metadata: {},
    conversations: [[{ messages: [{ role: "user", content: "Fix the parser" }], prompt_tokens: 4 }]],
  }),
  "code_qa_8k.jsonl": lines({
    input_prompt_length: 40,
    num_turns: 2,
    assistant_response_length: [12, 5],
    tool_call_output_length: [10, 4],
    tool_call_latency: [2.5, 0.1],
    final_assistant_response_length: 30,
  }),
  "mooncake_trace.jsonl": lines({ timestamp: 27482, input_length: 695, output_length: 52, hash_ids: [46, 47] }),
  "BurstGPT_1.csv": "Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type\n" +
    "5,ChatGPT,472,18,490,Conversation log\n",
  "trace.jsonl": lines({
    timestamp: "2026-01-05T09:00:00Z",
    body: { model: "big", messages: [{ role: "user", content: "Hi" }] },
    completion_tokens: 25,
    request_id: "a1",
    headers: { "X-Tenant": "blue" },
  }),
};

/** Files of the tests that stand for those of the page. */
const FIXTURES: Readonly<Record<string, string>> = {
  "open_qa.jsonl": fixturePath("known_commands/open_qa.jsonl"),
  "common_zh_70k.jsonl": fixturePath("known_commands/common_zh_70k.jsonl"),
  "flickr8k/test/0.tar": fixturePath("tables/captions.tar"),
  "kontext-bench": fixturePath("tables/instructions.parquet"),
  "Qwen/Qwen3-8B": fixturePath("tokenizers/tiny_chat"),
};

/** Writes the files of the page into a folder and its module beside them. */
export async function writePageFiles(folder: string, page: string): Promise<void> {
  for (const [name, text] of Object.entries(FILES)) await Deno.writeTextFile(`${folder}/${name}`, text);
  const module = /```ts\n(\/\/ my_dataset\.ts\n[^]*?)```/.exec(page)?.[1];
  if (module === undefined) throw new Error("The page has no my_dataset.ts");
  await Deno.writeTextFile(`${folder}/my_dataset.ts`, module);
}

/** Points a word of a command, which may name several files, at where these are. */
export function pointAtFiles(word: string, folder: string): string {
  const places = { ...FIXTURES, "./my_dataset.ts": `${folder}/my_dataset.ts` };
  for (const name of Object.keys(FILES)) Object.assign(places, { [name]: `${folder}/${name}` });
  return Object.entries(places).reduce((text, [name, path]) => replaceWhole(text, name, path), word);
}

/** A name that is part of a longer one, as prompt.txt of my_prompt.txt, stays. */
function replaceWhole(text: string, name: string, path: string): string {
  return text.replace(new RegExp(`(^|[:=,"@])${name.replaceAll(/[.]/g, "\\.")}(?=$|[=,"])`, "g"), `$1${path}`);
}
