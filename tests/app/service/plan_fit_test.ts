import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import type { MachineLimits } from "../../../src/app/run/machine_limits.ts";
import { checkPlanFit } from "../../../src/app/service/plan_fit.ts";
import type { PlanFit } from "../../../src/app/service/plan_fit.ts";
import { planPerf } from "../../../src/config/resolve_run_plan.ts";
import type { JsonObject } from "../../../src/core/json.ts";

const ROOMY: MachineLimits = { openFiles: 20_000, usedFiles: 20, localPorts: 28_232, cores: 4, cpuQuota: null };

async function fit(options: JsonObject, limits: Partial<MachineLimits> = {}, loops = 1): Promise<PlanFit> {
  const plan = await planPerf({ options: { model: "m", prompt: "hi", number: 100_000, ...options }, env: {} });
  return checkPlanFit(plan, { ...ROOMY, ...limits }, loops);
}

Deno.test("a plan with room for its connections has nothing said", async () => {
  deepStrictEqual(await fit({ parallel: 1000 }, { cpuQuota: 2 }), { problems: [], warnings: [] });
});

Deno.test("slots beyond the limit of open files are a warning, with the limit that would do", async () => {
  const { problems, warnings } = await fit({ parallel: [10, 64] }, { openFiles: 64 });
  deepStrictEqual([problems, warnings], [[], [
    "64 requests at once need as many connections and about 44 files besides, and this process may have 64 open: " +
    "raise the limit (ulimit -n 128), or ask for at most 20 at once",
  ]]);
});

Deno.test("a limit that leaves no room at all is refused, and names no load that would fit", async () => {
  strictEqual((await fit({ parallel: 64 }, { openFiles: 24 })).problems[0]?.hint, "raise the limit (ulimit -n 128)");
});

Deno.test("what may just fit is a warning, and so is what a search never comes to", async () => {
  const tight = await fit({ parallel: 30 }, { openFiles: 64 });
  deepStrictEqual([tight.problems.length, tight.warnings.length], [0, 1]);
  const search = { sla_auto_tune: true, sla_params: '[{"p99_ttft": "<=1"}]', sla_upper_bound: 5000 };
  const searched = await fit(search, { openFiles: 1024 });
  deepStrictEqual([searched.problems.length, searched.warnings.length], [0, 1]);
});

Deno.test("no more slots than requests are connections", async () => {
  deepStrictEqual((await fit({ parallel: 500, number: 5 }, { openFiles: 64 })).problems, []);
});

Deno.test("local ports bound the connections to an address, but not to a socket of the file system", async () => {
  const narrow = { openFiles: null, localPorts: 100 };
  match((await fit({ parallel: 101 }, narrow)).problems[0]?.message ?? "", /101 requests .* this machine has 100$/);
  deepStrictEqual((await fit({ parallel: 101, unix_socket: "/run/s" }, narrow)).problems, []);
});

Deno.test("a quota of the container below what event loops may need is a warning", async () => {
  match((await fit({ parallel: 2 }, { cpuQuota: 0.5 })).warnings.join(), /may use 0\.50 cores, and an event loop can/);
  match(
    (await fit({ parallel: 2 }, { cpuQuota: 1.5 }, 2)).warnings.join(),
    /may use 1\.50 cores, and 2 event loops can/,
  );
});
