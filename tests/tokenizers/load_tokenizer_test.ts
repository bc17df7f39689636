import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert";
import { loadTokenizer } from "../../src/tokenizers/load_tokenizer.ts";
import { fixturePath } from "../support/fixture_files.ts";

const TINY_CHAT = fixturePath("tokenizers/tiny_chat");
const MINIMAL = {
  model: { type: "BPE", vocab: { a: 0, b: 1, "<0x0A>": 2, ab: 3 }, merges: [["a", "b"]] },
  added_tokens: [{ id: 4, content: "<s>", special: true }, { id: 5, content: "<tag>", special: false }],
  normalizer: null,
  pre_tokenizer: null,
  post_processor: null,
  decoder: null,
};

/** Writes files into a new folder and removes it afterwards. */
async function withFolder(files: Record<string, unknown>, use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    for (const [name, content] of Object.entries(files)) {
      const text = typeof content === "string" ? content : JSON.stringify(content);
      await Deno.writeTextFile(`${folder}/${name}`, text);
    }
    await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("a tokenizer loads from its directory and from its file alike", async () => {
  const fromFolder = await loadTokenizer(TINY_CHAT);
  const fromFile = await loadTokenizer(`${TINY_CHAT}/tokenizer.json`);
  deepStrictEqual(fromFile.encode("hello world"), fromFolder.encode("hello world"));
  ok(fromFile.chatTemplate !== null);
  strictEqual(fromFolder.name, TINY_CHAT);
  strictEqual(fromFolder.origin, "tokenizer");
});

Deno.test("a hub id is resolved file by file", async () => {
  const asked: string[] = [];
  const resolveHubFile = (repo: string, file: string): Promise<string | null> => {
    asked.push(`${repo}:${file}`);
    return Promise.resolve(file.startsWith("tokenizer") ? `${TINY_CHAT}/${file}` : null);
  };
  const tokenizer = await loadTokenizer("Qwen/Qwen3-8B", { resolveHubFile });
  strictEqual(tokenizer.name, "Qwen/Qwen3-8B");
  ok(tokenizer.countTokens("hello") > 0);
  deepStrictEqual(asked.slice(0, 2), ["Qwen/Qwen3-8B:tokenizer.json", "Qwen/Qwen3-8B:tokenizer_config.json"]);
});

Deno.test("a location that is nowhere is refused with what would be right", async () => {
  await rejects(loadTokenizer("./no/such/place"), { name: "DataError", message: /"\.\/no\/such\/place"/ });
});

Deno.test("a directory without tokenizer.json is refused", async () => {
  await withFolder({ "tokenizer.model": "x" }, async (folder) => {
    await rejects(loadTokenizer(folder), { name: "DataError", message: /has no tokenizer\.json/ });
  });
});

Deno.test("a tokenizer.json that is not JSON, or something else, is refused", async () => {
  await withFolder({ "tokenizer.json": "{" }, async (folder) => {
    await rejects(loadTokenizer(folder), { name: "DataError", message: /tokenizer\.json is not JSON/ });
  });
  await withFolder({ "tokenizer.json": { a: 1 } }, async (folder) => {
    await rejects(loadTokenizer(folder), { name: "DataError", message: /has no "model"/ });
  });
  await withFolder({ "tokenizer.json": { ...MINIMAL, model: { type: "Other", vocab: [] } } }, async (folder) => {
    await rejects(loadTokenizer(folder), { name: "DataError", message: /Cannot use the tokenizer/ });
  });
});

Deno.test("plainIds() leaves out special and byte-fallback tokens and keeps added ones", async () => {
  await withFolder({ "tokenizer.json": MINIMAL, "tokenizer_config.json": { eos_token: "b" } }, async (folder) => {
    const tokenizer = await loadTokenizer(folder);
    deepStrictEqual(tokenizer.plainIds(), [0, 3, 5]);
    strictEqual(tokenizer.plainIds(), tokenizer.plainIds());
  });
});

Deno.test("decode() of no ids is the empty text", async () => {
  await withFolder({ "tokenizer.json": MINIMAL }, async (folder) => {
    strictEqual((await loadTokenizer(folder)).decode([]), "");
  });
});

Deno.test("chat_template.jinja wins over the configuration, which wins over chat_template.json", async () => {
  const files: Record<string, unknown> = {
    "tokenizer.json": MINIMAL,
    "chat_template.json": { chat_template: "from json" },
  };
  const render = (folder: string) => loadTokenizer(folder).then((t) => t.chatTemplate?.render([]));
  await withFolder(files, async (folder) => strictEqual(await render(folder), "from json"));
  files["tokenizer_config.json"] = { chat_template: "from config" };
  await withFolder(files, async (folder) => strictEqual(await render(folder), "from config"));
  files["chat_template.jinja"] = "from jinja";
  await withFolder(files, async (folder) => strictEqual(await render(folder), "from jinja"));
});

Deno.test("special tokens reach the template as text, also those given as objects", async () => {
  const config = {
    bos_token: { content: "<s>", lstrip: false },
    eos_token: "</s>",
    chat_template: "{{ bos_token }}{{ messages[0]['content'] }}{{ eos_token }}{{ pad_token }}",
  };
  await withFolder({ "tokenizer.json": MINIMAL, "tokenizer_config.json": config }, async (folder) => {
    const { chatTemplate } = await loadTokenizer(folder);
    strictEqual(chatTemplate?.render([{ role: "user", content: "hi" }]), "<s>hi</s>");
  });
});

Deno.test("a tokenizer without a chat template says so", async () => {
  await withFolder({ "tokenizer.json": MINIMAL }, async (folder) => {
    strictEqual((await loadTokenizer(folder)).chatTemplate, null);
  });
});

Deno.test("words() are one token each wherever they stand after a space", async () => {
  const tokenizer = await loadTokenizer(TINY_CHAT);
  const words = tokenizer.words();
  ok(words.length > 100);
  const reversed = words.toReversed();
  const ids = tokenizer.encode("the" + reversed.map((word) => ` ${word.text}`).join(""));
  deepStrictEqual(ids.slice(-words.length), reversed.map((word) => word.id));
});
