import { deepStrictEqual, notStrictEqual, strictEqual } from "node:assert";
import { startLocalServer } from "../../src/local_server/local_server.ts";
import type { ServerSettings } from "../../src/local_server/protocol.ts";
import { findFreePort } from "../support/free_port.ts";
import { fixturePath } from "../support/fixture_files.ts";

type Ask = (own: Readonly<Record<string, unknown>>) => Promise<string>;

/** Serves the chat model and gives what asks it for a text. */
async function withChatModel(attention: ServerSettings["attention"], test: (ask: Ask) => Promise<void>): Promise<void> {
  const port = await findFreePort();
  const settings = {
    port,
    servedName: "tiny",
    folder: fixturePath("tiny-models/tiny-chat"),
    dtype: "q8",
    hasExternalData: false,
    attention,
  };
  await using server = await startLocalServer(settings, new AbortController().signal);
  strictEqual(server?.modelKind, "generation");
  await test(async (own) => {
    const messages = [{ role: "user", content: "Tell me of the sea" }];
    const response = await fetch(`http://127.0.0.1:${port}/v1/chat/completions`, {
      method: "POST",
      body: JSON.stringify({ model: "tiny", messages, ...own }),
    });
    return readText(await response.text());
  });
}

/** The text of a whole reply or of a stream. */
function readText(reply: string): string {
  if (reply.startsWith("{")) return JSON.parse(reply).choices[0].message.content;
  const events = reply.split("\n").filter((line) => line.startsWith("data: {"));
  return events.map((line) => JSON.parse(line.slice(6)).choices[0]?.delta.content ?? "").join("");
}

const GREEDY = { max_tokens: 12, min_tokens: 12, temperature: 0 };

Deno.test("a model writes the same text whether it streams or not, and with attention fused or not", async () => {
  const texts: string[] = [];
  await withChatModel("fused", async (ask) => {
    texts.push(await ask({ ...GREEDY, stream: true }), await ask({ ...GREEDY, stream: false }));
  });
  await withChatModel("unfused", async (ask) => void texts.push(await ask(GREEDY)));
  notStrictEqual(texts[0], "");
  deepStrictEqual(texts, [texts[0], texts[0], texts[0]]);
});

Deno.test("a model draws the same text for the same seed and another one for another", async () => {
  await withChatModel("default", async (ask) => {
    const draw = (seed: number) => ask({ max_tokens: 6, temperature: 1, seed });
    const [first, again, other] = [await draw(1), await draw(1), await draw(2)];
    strictEqual(first, again);
    notStrictEqual(first, other);
  });
});
