import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import type { ProofBench } from "./proof_bench.ts";
import { compareFigures, holdsNoSecret } from "./proof_checks.ts";
import { GROUP, runSample, type SampleRun } from "./sample_run.ts";
import { findPort, installTool, type Tool } from "./tools.ts";

/** Reads a run's folder with the reader of other programs. */
const READ = `
import json, sys
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.util import tensor_util
reader = EventAccumulator(sys.argv[1], size_guidance={"tensors": 0})
reader.Reload()
values = {}
for tag in reader.Tags()["tensors"]:
    last = tensor_util.make_ndarray(reader.Tensors(tag)[-1].tensor_proto)
    values[tag] = float(last) if last.dtype.kind == "f" and last.shape == () else str(last.shape)
print(json.dumps(values))
`;

/** TensorBoard: files read by its readers and shown by its server, hparams too. */
export async function proveTensorboard({ root, simulatorUrl, tools, say }: ProofBench): Promise<void> {
  const tool = await installTool(tools, "tensorboard", ["tensorboard==2.21.0", "setuptools<81"]);
  const run = await runSample(root, simulatorUrl, { trackers: ["tensorboard"], env: {} });
  const logs = `${run.folder}/tensorboard`;
  let figures = 0;
  for (const { name, summary } of run.points) {
    const values = new Map(Object.entries(await tool.ask(READ, [`${logs}/${GROUP}_${name}`]) as object));
    figures += compareFigures(new Map([...summary].map(([key, value]) => [`Summary/${key}`, value])), values, name);
    match(String(values.get("percentiles")), /^\(\d+, \d+\)$/, "the percentiles are no table");
    holdsNoSecret([...values]);
  }
  const inspected = await tool.run("tensorboard", ["--inspect", "--logdir", logs]);
  ok(!/outoforder_steps +\[\(/.test(inspected), inspected);
  say(`EventAccumulator and --inspect of tensorboard 2.21.0 read ${figures} final figures as our files have them`);
  for (const loader of ["true", "false"]) await show(tool, run, { logs, loader });
  say("its server shows runs, scalars and hparams by both loaders");
}

async function show(
  tool: Tool,
  { points }: SampleRun,
  { logs, loader }: { readonly logs: string; readonly loader: string },
): Promise<void> {
  const port = String(findPort());
  const data = `http://127.0.0.1:${port}/data`;
  const args = ["--logdir", logs, "--port", port, "--host", "127.0.0.1", "--load_fast", loader];
  const readyUrl = `${data}/environment`;
  await using _server = await tool.serve(args, { program: "tensorboard", readyUrl });
  const names = points.map(({ name }) => `${GROUP}_${name}`);
  const runs = await askUntil(`${data}/runs`, {}, (value) => (value as string[]).length === names.length);
  deepStrictEqual((runs as string[]).toSorted(), names);
  const tags = await ask(`${data}/plugin/scalars/tags`) as Record<string, Record<string, unknown>>;
  for (const name of names) ok(Object.hasOwn(tags[name] ?? {}, "Performance/Avg TTFT (ms)"), `${name}: no curve`);
  const body = { experimentName: "" };
  const experiment = await ask(`${data}/plugin/hparams/experiment`, body) as { hparamInfos: { name: string }[] };
  ok(experiment.hparamInfos.some(({ name }) => name === "parallel"), "hparams do not know the options");
  const wanted = { ...body, allowedStatuses: ["STATUS_SUCCESS"], startIndex: 0, sliceSize: 10, colParams: [] };
  const groups = await ask(`${data}/plugin/hparams/session_groups`, wanted) as { sessionGroups: unknown[] };
  strictEqual(groups.sessionGroups.length, points.length, "hparams do not know the points as trials of their own");
}

async function ask(url: string, body: object = {}): Promise<unknown> {
  const isPost = Object.keys(body).length > 0;
  const response = await fetch(url, isPost ? { method: "POST", body: JSON.stringify(body) } : {});
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answered with ${response.status}: ${text}`);
  return JSON.parse(text);
}

const TRIES = 60;
const ASK_EVERY_MS = 500;

/** The server reads files in the background. */
async function askUntil(url: string, body: object, isThere: (value: unknown) => boolean): Promise<unknown> {
  for (let tries = 0; tries < TRIES; tries++) {
    const value = await ask(url, body);
    if (isThere(value)) return value;
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
  }
  throw new Error(`${url} did not show what was written`);
}
