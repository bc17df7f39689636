import { deepStrictEqual as assertEquals } from "node:assert/strict";
import { findWorkerModules, pointWorkersIntoBundle } from "../../../scripts/build/worker_modules.ts";

const SOURCE = `import { a } from "./a.ts";
const near = new Worker(new URL("./worker_main.ts", import.meta.url), { type: "module" });
const far = new URL(
  "../report/render_worker.ts",
  import.meta.url,
);
const page = new URL("./page.html", import.meta.url);
const service = new URL("./worker_main.ts", "http://127.0.0.1");`;

Deno.test("pointWorkersIntoBundle() points module URLs into the one folder of the bundle and nothing else", () => {
  const pointed = pointWorkersIntoBundle(SOURCE);
  assertEquals(
    pointed,
    `import { a } from "./a.ts";
const near = new Worker(new URL("./worker_main.js", import.meta.url), { type: "module" });
const far = new URL("./render_worker.js", import.meta.url);
const page = new URL("./page.html", import.meta.url);
const service = new URL("./worker_main.ts", "http://127.0.0.1");`,
  );
});

Deno.test({
  name: "findWorkerModules() resolves each module against the file that names it",
  ignore: Deno.build.os === "windows",
  fn: () => {
    assertEquals(findWorkerModules(SOURCE, new URL("file:///a%20b/src/shards/worker_shard.ts")), [
      { path: "/a b/src/shards/worker_main.ts", name: "worker_main" },
      { path: "/a b/src/report/render_worker.ts", name: "render_worker" },
    ]);
  },
});
