import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert";
import { createHash } from "node:crypto";
import type { DataError } from "../../../src/core/errors.ts";
import type { HubSettings } from "../../../src/datasets/dataset.ts";
import { createHubFileResolver, downloadHubFile, type HubAccess } from "../../../src/datasets/hub/hub_files.ts";
import { createOpenqaDataset } from "../../../src/datasets/openqa.ts";
import { type HubFileBehaviour, type HubServer, startHubServer } from "../../support/hub_server.ts";
import { type Heard, makeDatasetContext } from "../../support/make_dataset_context.ts";
import { promptOf, takeSessions } from "../../support/take_sessions.ts";
import { withTemporaryFolder } from "../../support/temporary_folder.ts";

const WANTED = { kind: "dataset", repo: "owner/name", file: "data.jsonl" } as const;
const KEY = "datasets/owner/name/data.jsonl";
const CONTENT = "0123456789".repeat(1000);

interface Hub {
  readonly server: HubServer;
  readonly access: HubAccess;
  readonly heard: Heard;
  readonly folder: string;
  /** Where the file of `WANTED` is kept. */
  readonly kept: string;
}

function withHub(
  files: Record<string, HubFileBehaviour>,
  settings: Partial<HubSettings>,
  use: (hub: Hub) => Promise<void>,
): Promise<void> {
  return withTemporaryFolder(async (folder) => {
    await using server = startHubServer(files);
    const urls = { modelScopeUrl: `${server.url}/`, huggingFaceUrl: server.url };
    const hub: HubSettings = { source: "modelscope", ...urls, cacheDir: folder, token: null, ...settings };
    const [access, heard] = makeDatasetContext({ hub });
    const kept = `${folder}/${hub.source}/datasets/owner/name/data.jsonl`;
    await use({ server, access, heard, folder, kept });
  });
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

async function filesBeside(path: string): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(path.slice(0, path.lastIndexOf("/"))));
  return entries.map((entry) => entry.name).sort();
}

Deno.test("a dataset's file comes from ModelScope and is kept with its checksum", async () => {
  await withHub({ [KEY]: { content: CONTENT } }, {}, async ({ server, access, heard, kept }) => {
    strictEqual(await downloadHubFile(WANTED, access), kept);
    strictEqual(await Deno.readTextFile(kept), CONTENT);
    strictEqual((await Deno.readTextFile(`${kept}.sha256`)).trim(), sha256(CONTENT));
    deepStrictEqual(await filesBeside(kept), ["data.jsonl", "data.jsonl.sha256"]);
    strictEqual(server.requests[0]?.path, "/api/v1/datasets/owner/name/repo?Revision=master&FilePath=data.jsonl");
    deepStrictEqual(heard.downloads.at(-1), ["data.jsonl", CONTENT.length, CONTENT.length]);
  });
});

Deno.test("a dataset's file comes from Hugging Face, through a redirect, without the token leaving the hub's address", async () => {
  const behaviour = { content: CONTENT, linkedTag: sha256(CONTENT) };
  const settings = { source: "huggingface", token: "secret" } as const;
  await withHub({ [KEY]: behaviour }, settings, async ({ server, access, kept }) => {
    strictEqual(await downloadHubFile(WANTED, access), kept);
    strictEqual(server.requests[0]?.path, "/datasets/owner/name/resolve/main/data.jsonl");
    strictEqual(server.requests[0]?.authorization, "Bearer secret");
    strictEqual(server.requests[1]?.path, "/storage/datasets/owner/name/data.jsonl");
  });
});

Deno.test("the token is not sent to another host", async () => {
  await using storage = startHubServer({ "/elsewhere": { content: CONTENT } });
  const hub = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    () => new Response(null, { status: 302, headers: { location: `${storage.url}/elsewhere` } }),
  );
  await withHub(
    {},
    { modelScopeUrl: `http://127.0.0.1:${hub.addr.port}`, token: "secret" },
    async ({ access, kept }) => {
      strictEqual(await downloadHubFile(WANTED, access), kept);
      strictEqual(storage.requests[0]?.authorization, null);
    },
  );
  await hub.shutdown();
});

Deno.test("a file in the cache is not asked for again", async () => {
  await withHub({ [KEY]: { content: CONTENT } }, {}, async ({ server, access }) => {
    await downloadHubFile(WANTED, access);
    await downloadHubFile(WANTED, access);
    strictEqual(server.requests.length, 1);
  });
});

Deno.test("a file in the cache that is damaged is downloaded again", async () => {
  await withHub({ [KEY]: { content: CONTENT } }, {}, async ({ access, kept }) => {
    await downloadHubFile(WANTED, access);
    await Deno.writeTextFile(kept, "damaged");
    await downloadHubFile(WANTED, access);
    strictEqual(await Deno.readTextFile(kept), CONTENT);
  });
});

Deno.test("a download that breaks off is taken up where it ended", async () => {
  const behaviour = { content: CONTENT, breakAfterBytes: 4000, etag: '"v1"' };
  await withHub({ [KEY]: behaviour }, {}, async ({ server, access, kept }) => {
    await downloadHubFile(WANTED, access);
    strictEqual(await Deno.readTextFile(kept), CONTENT);
    deepStrictEqual(server.requests.map(({ range, ifRange }) => [range, ifRange]), [
      [null, null],
      ["bytes=4000-", '"v1"'],
    ]);
    deepStrictEqual(await filesBeside(kept), ["data.jsonl", "data.jsonl.sha256"]);
  });
});

Deno.test("what an earlier run left is taken up", async () => {
  await withHub({ [KEY]: { content: CONTENT } }, {}, async ({ server, access, kept }) => {
    await Deno.mkdir(kept.replace(/\/[^/]*$/, ""), { recursive: true });
    await Deno.writeTextFile(`${kept}.part`, CONTENT.slice(0, 123));
    await downloadHubFile(WANTED, access);
    strictEqual(server.requests[0]?.range, "bytes=123-");
    strictEqual(await Deno.readTextFile(kept), CONTENT);
  });
});

const STALE: readonly (readonly [string, Partial<HubFileBehaviour>, string])[] = [
  ["the hub has another file by now", { etag: '"v2"' }, "old".repeat(10)],
  ["the hub knows no ranges", { ignoresRanges: true }, "old".repeat(10)],
  ["it is as long as the file", {}, "x".repeat(CONTENT.length)],
];

for (const [name, behaviour, part] of STALE) {
  Deno.test(`what an earlier run left is thrown away where ${name}`, async () => {
    await withHub({ [KEY]: { content: CONTENT, ...behaviour } }, {}, async ({ access, kept }) => {
      await Deno.mkdir(kept.replace(/\/[^/]*$/, ""), { recursive: true });
      await Deno.writeTextFile(`${kept}.part`, part);
      await Deno.writeTextFile(`${kept}.part.etag`, '"v1"');
      await downloadHubFile(WANTED, access);
      strictEqual(await Deno.readTextFile(kept), CONTENT);
    });
  });
}

Deno.test("a file with another checksum than the hub states is refused and not kept", async () => {
  const behaviour = { content: CONTENT, linkedTag: sha256("something else") };
  await withHub({ [KEY]: behaviour }, { source: "huggingface" }, async ({ access, kept }) => {
    await rejects(downloadHubFile(WANTED, access), {
      name: "DataError",
      message: /its SHA-256 is [0-9a-f]{64}, the hub/,
    });
    deepStrictEqual(await filesBeside(kept), []);
  });
});

const REFUSALS: readonly (readonly [number, RegExp, RegExp])[] = [
  [401, /no access \(HTTP 401\)/, /MODELSCOPE_API_TOKEN.*--dataset-path FILE.*--data-source huggingface/],
  [403, /no access \(HTTP 403\)/, /--hub-token/],
  [404, /no such file or repository \(HTTP 404\)/, /--dataset-path FILE.*--data-source huggingface/],
  [500, /: HTTP 500$/, /--dataset-path FILE/],
];

for (const [status, message, hint] of REFUSALS) {
  Deno.test(`status ${status} is told with what was asked and the flag to use`, async () => {
    await withHub({ [KEY]: { content: "", status } }, {}, async ({ access, server }) => {
      await rejects(downloadHubFile(WANTED, access), (error: DataError) => {
        match(error.message, /^Cannot download "data\.jsonl" of "owner\/name" from ModelScope/);
        ok(error.message.includes(server.url));
        match(error.message, message);
        match(error.problems[0]?.hint ?? "", hint);
        return error.name === "DataError";
      });
    });
  });
}

Deno.test("no network is told with the address and the flag to use", async () => {
  await withHub({}, { huggingFaceUrl: "http://127.0.0.1:1", source: "huggingface" }, async ({ access }) => {
    await rejects(downloadHubFile({ ...WANTED, kind: "model" }, access), (error: DataError) => {
      match(error.message, /from Hugging Face \(http:\/\/127\.0\.0\.1:1\/owner\/name\/resolve\/main\/data\.jsonl\)/);
      match(error.problems[0]?.hint ?? "", /--tokenizer-path DIR.*--data-source modelscope/);
      return error.name === "DataError";
    });
  });
});

Deno.test("a revision is asked for and kept apart", async () => {
  await withHub({ [KEY]: { content: CONTENT } }, { revision: "refs/pr/1" }, async ({ server, access }) => {
    match(await downloadHubFile(WANTED, access), /datasets\/owner\/name@refs_pr_1\/data\.jsonl$/);
    match(server.requests[0]?.path ?? "", /Revision=refs%2Fpr%2F1/);
  });
});

Deno.test("a model's file that the hub does not have is null, and is not asked for again", async () => {
  const files = { "models/owner/name/tokenizer.json": { content: "{}" } };
  await withHub(files, {}, async ({ server, access, folder }) => {
    const resolve = createHubFileResolver(access);
    strictEqual(await resolve("owner/name", "tokenizer.json"), `${folder}/modelscope/models/owner/name/tokenizer.json`);
    strictEqual(await resolve("owner/name", "chat_template.jinja"), null);
    strictEqual(await resolve("owner/name", "chat_template.jinja"), null);
    strictEqual(server.requests[0]?.path, "/api/v1/models/owner/name/repo?Revision=master&FilePath=tokenizer.json");
    strictEqual(server.requests.length, 2);
  });
});

Deno.test("a repository that the hub does not have is asked for again the next time", async () => {
  await withHub({}, {}, async ({ server, access }) => {
    const resolve = createHubFileResolver(access);
    strictEqual(await resolve("owner/name", "tokenizer.json"), null);
    strictEqual(await resolve("owner/name", "tokenizer.json"), null);
    strictEqual(server.requests.length, 2);
  });
});

Deno.test("models come from ModelScope where the data source is local", async () => {
  const files = { "models/owner/name/tokenizer.json": { content: "{}" } };
  await withHub(files, { source: "local" }, async ({ access }) => {
    ok(await createHubFileResolver(access)("owner/name", "tokenizer.json"));
    await rejects(downloadHubFile(WANTED, access), { name: "DataError", message: /--data-source local/ });
  });
});

Deno.test("an interrupted download ends with the reason of the interruption", async () => {
  await withHub({ [KEY]: { content: CONTENT } }, {}, async ({ access }) => {
    const reason = new Error("interrupted");
    await rejects(downloadHubFile(WANTED, { ...access, signal: AbortSignal.abort(reason) }), reason);
  });
});

for (const [source, repo] of [["modelscope", "AI-ModelScope"], ["huggingface", "Hello-SimpleAI"]] as const) {
  Deno.test(`openqa is downloaded from ${source}`, async () => {
    const files = { [`datasets/${repo}/HC3-Chinese/open_qa.jsonl`]: { content: '{"question":"为什么？"}\n' } };
    await withHub(files, { source }, async ({ access }) => {
      const [context] = makeDatasetContext({ hub: access.hub });
      const [session] = await takeSessions(await createOpenqaDataset(context), 1);
      strictEqual(promptOf(session), "为什么？");
    });
  });
}
