import { deepStrictEqual, match, notStrictEqual, ok, rejects, strictEqual } from "node:assert";
import { isJsonObject } from "../../../src/core/json.ts";
import type { Session } from "../../../src/core/session.ts";
import type { DatasetContext } from "../../../src/datasets/dataset.ts";
import { readDataUrlSize } from "../../../src/datasets/images/image_size.ts";
import { createRandomVlDataset } from "../../../src/datasets/images/random_vl.ts";
import { loadTokenizer } from "../../../src/tokenizers/load_tokenizer.ts";
import { fixturePath } from "../../support/fixture_files.ts";
import { makeDatasetContext } from "../../support/make_dataset_context.ts";
import { takeSessions } from "../../support/take_sessions.ts";

const tokenizer = await loadTokenizer(fixturePath("tokenizers/tiny_chat"));
const IMAGES = { widthPx: 32, heightPx: 16, mode: "RGB", count: 2 } as const;

async function take(count: number, changes: Partial<DatasetContext> = {}): Promise<Session[]> {
  const lengths = { minPromptLength: 40, maxPromptLength: 40 };
  const [context] = makeDatasetContext({ tokenizer, images: IMAGES, ...lengths, ...changes });
  return await takeSessions(await createRandomVlDataset(context), count);
}

/** The text and the addresses of the images of a session's only message. */
function partsOf(session: Session | undefined): { text: string; urls: string[] } {
  const input = session?.turns[0]?.input;
  ok(input?.kind === "messages" && input.messages.length === 1);
  const [message] = input.messages;
  strictEqual(message?.role, "user");
  ok(Array.isArray(message.content));
  const [first, ...others] = message.content.filter(isJsonObject);
  strictEqual(first?.type, "text");
  const urls = others.map(({ type, image_url }) => {
    strictEqual(type, "image_url");
    return isJsonObject(image_url) ? String(image_url.url) : "";
  });
  return { text: String(first.text), urls };
}

Deno.test("random_vl sends one message with the text first and then so many images of the asked size", async () => {
  const { text, urls } = partsOf((await take(1))[0]);
  const rendered = tokenizer.chatTemplate?.render([{ role: "user", content: text }], { addGenerationPrompt: true });
  strictEqual(tokenizer.countTokens(rendered ?? ""), 40);
  strictEqual(urls.length, 2);
  for (const url of urls) {
    match(url, /^data:image\/png;base64,/);
    deepStrictEqual(readDataUrlSize(url), { widthPx: 32, heightPx: 16 });
  }
});

Deno.test("random_vl draws different images for each request, the same ones for the same seed", async () => {
  const urls = (await take(20)).flatMap((session) => partsOf(session).urls);
  strictEqual(new Set(urls).size, 40);
  deepStrictEqual((await take(1, { offset: 7 })).flatMap((session) => partsOf(session).urls), urls.slice(14, 16));
  notStrictEqual(partsOf((await take(1, { seed: 99 }))[0]).urls[0], urls[0]);
});

Deno.test("random_vl sends messages without a chat template too, with the whole text", async () => {
  const { text } = partsOf((await take(1, { applyChatTemplate: false }))[0]);
  ok(text.length > 20);
});

Deno.test("random_vl makes JPEG files where asked", async () => {
  const { urls } = partsOf((await take(1, { args: { encoding: "jpeg", quality: 50 } }))[0]);
  match(urls[0] ?? "", /^data:image\/jpeg;base64,/);
  deepStrictEqual(readDataUrlSize(urls[0] ?? ""), { widthPx: 32, heightPx: 16 });
});

Deno.test("random_vl makes WebP files where asked, with transparency too, the same ones for the same seed", async () => {
  for (const mode of ["RGB", "LA"] as const) {
    const images = { ...IMAGES, mode };
    const { urls } = partsOf((await take(1, { images, args: { encoding: "webp" } }))[0]);
    match(urls[0] ?? "", /^data:image\/webp;base64,/);
    deepStrictEqual(readDataUrlSize(urls[0] ?? ""), { widthPx: 32, heightPx: 16 });
    deepStrictEqual(partsOf((await take(1, { images, args: { encoding: "webp" } }))[0]).urls, urls);
  }
});

Deno.test("random_vl refuses WebP files larger than the format can be", async () => {
  const large = { images: { ...IMAGES, widthPx: 16_384 }, args: { encoding: "webp" } };
  await rejects(take(1, large), { name: "UsageError", message: "Cannot make WebP files of 16384 x 16 pixels" });
});

Deno.test("random_vl refuses token ids, transparent JPEG files and unknown arguments", async () => {
  await rejects(take(1, { tokenizePrompt: true }), { name: "UsageError", message: /--tokenize-prompt/ });
  const transparent = { images: { ...IMAGES, mode: "RGBA" as const }, args: { encoding: "jpeg" } };
  await rejects(take(1, transparent), { name: "UsageError", message: /RGBA: they have no transparency/ });
  await rejects(take(1, { args: { format: "png" } }), { name: "UsageError", message: /no key "format"/ });
});
