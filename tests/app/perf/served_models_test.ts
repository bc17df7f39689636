import { deepStrictEqual, strictEqual } from "node:assert";
import { createProcessHost } from "../../../src/app/perf/process_host.ts";
import { listServedModels } from "../../../src/app/perf/served_models.ts";
import { resolvePerfPlan } from "../../../src/config/resolve_run_plan.ts";

interface Asked {
  readonly models: readonly string[] | null;
  readonly paths: readonly string[];
  readonly key: string | null;
}

async function ask(api: string, path: string, answer: () => Response): Promise<Asked> {
  const paths: string[] = [];
  let key: string | null = null;
  await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
    paths.push(`${request.method} ${new URL(request.url).pathname}`);
    key = request.headers.get("authorization");
    return answer();
  });
  const url = `http://127.0.0.1:${server.addr.port}${path}`;
  const { target } = resolvePerfPlan(
    ["--model", "m", "--prompt", "hi", "--api", api, "--url", url, "--api-key", "k"],
    {},
  );
  return { models: await listServedModels(target, createProcessHost()), paths, key };
}

const OPENAI = () => Response.json({ object: "list", data: [{ id: "a" }, { id: "b" }] });
const PLACES: readonly (readonly [api: string, path: string, asked: string])[] = [
  ["openai", "/v1/chat/completions", "GET /v1/models"],
  ["openai", "/v1/completions", "GET /v1/models"],
  ["openai", "/proxy", "GET /proxy/models"],
  ["embedding", "/v1/embeddings/", "GET /v1/models"],
  ["messages", "/v1", "GET /v1/models"],
];

for (const [api, path, asked] of PLACES) {
  Deno.test(`the models of ${api} at ${path} are asked for with ${asked}`, async () => {
    deepStrictEqual(await ask(api, path, OPENAI), { models: ["a", "b"], paths: [asked], key: "Bearer k" });
  });
}

Deno.test("Ollama names its models under /api/tags", async () => {
  const { models, paths } = await ask("ollama", "", () => Response.json({ models: [{ name: "llama3.2:latest" }] }));
  deepStrictEqual([models, paths], [["llama3.2:latest"], ["GET /api/tags"]]);
});

Deno.test("what is no list of models is none", async () => {
  for (
    const answer of [() => new Response("no", { status: 404 }), () => new Response("<html>"), () => Response.json([])]
  ) {
    strictEqual((await ask("openai", "/v1", answer)).models, null);
  }
});
