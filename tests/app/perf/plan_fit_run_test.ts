import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import type { HttpRequest } from "../../../src/transport/transport.ts";
import { isThere } from "../../../src/core/files.ts";
import { withVirtualRun } from "../../support/virtual_run.ts";

const SCARCE = { openFiles: 64, usedFiles: 20, localPorts: null, cores: 2, cpuQuota: 0.5 };

Deno.test("a plan that this machine cannot carry is refused before anything is sent or written", async () => {
  let folder = "";
  await rejects(
    withVirtualRun({
      options: { parallel: 64, number: 64 },
      prepare(scene) {
        scene.host.limits = { ...SCARCE, usedFiles: 60 };
        folder = `${scene.folder}/m`;
      },
    }, () => {}),
    { name: "UsageError", message: /^64 requests at once need / },
  );
  ok(folder !== "" && !await isThere(folder));
});

Deno.test("what may become scarce is told before the load", async () => {
  await withVirtualRun({
    options: { parallel: 2, number: 4 },
    prepare: ({ host }) => host.limits = SCARCE,
  }, ({ log }) => ok(log.some((line) => line.startsWith("This container may use 0.50 cores")), log.join("\n")));
});

const BODIES = {
  parallel: 6,
  number: 40,
  prompt: null,
  dataset: "random",
  min_prompt_length: 8,
  max_prompt_length: 20,
};

function bodiesOf(requests: readonly HttpRequest[]): readonly string[] {
  return requests.map(({ body }) => new TextDecoder().decode(body ?? new Uint8Array())).toSorted();
}

Deno.test("the same seed gives the same bodies and totals over one, two and four event loops", async () => {
  const runs: { readonly bodies: readonly string[]; readonly totals: unknown; readonly hash: string | null }[] = [];
  for (const shards of [1, 2, 4]) {
    await withVirtualRun({ options: { ...BODIES, shards, seed: 7, max_tokens: [4, 40] } }, ({ host, outcome }) => {
      const [step] = outcome.result.steps;
      if (step === undefined) throw new Error("The run has no step");
      const { total_requests, success_requests } = step.metrics.scalars;
      const { input_tokens, output_tokens } = step.metrics.distributions;
      runs.push({
        bodies: bodiesOf(host.service.requests),
        totals: { total_requests, success_requests, input_tokens, output_tokens },
        hash: step.workloadHash,
      });
    });
  }
  const [one, ...others] = runs;
  strictEqual(new Set(one?.bodies).size, 40);
  for (const other of others) deepStrictEqual(other, one);
});
