import type { AgentxPlan, AgentxVariant } from "../../config/agentx_plan.ts";
import type { HubPlan } from "../../config/run_plan.ts";
import { DataError, reasonOf } from "../../core/errors.ts";
import { isJsonObject } from "../../core/json.ts";
import { computeSha256 } from "../../datasets/hub/checksum.ts";
import { findDatasetFile } from "../../datasets/hub/find_dataset_file.ts";
import { downloadHubFile, type HubAccess } from "../../datasets/hub/hub_files.ts";

/** Traces of coding agents as they are published (Apache-2.0), and their exact bytes. */
interface PublishedTraces {
  readonly repos: { readonly modelscope: string; readonly huggingface: string };
  readonly revisions: { readonly modelscope: string; readonly huggingface: string };
  /** What AIPerf calls them. */
  readonly publicName: string;
  readonly sha256: string;
}

const FILE = "traces.jsonl";

/** Published by SemiAnalysis on Hugging Face; the copies on ModelScope are those that `evalscope perf` takes. */
const TRACES: Readonly<Record<AgentxVariant, PublishedTraces>> = {
  "256k": {
    repos: {
      modelscope: "evalscope/cc-traces-weka-062126-256k",
      huggingface: "semianalysisai/cc-traces-weka-062126-256k",
    },
    revisions: {
      modelscope: "a97a07a0474f9287023827b89a1478e52f1917da",
      huggingface: "8fecd2fc56694469f758f0afbbb6335ad3043740",
    },
    publicName: "semianalysis_cc_traces_weka_062126_256k",
    sha256: "e39cd2ff3eba21d4a3664be51da743ac3d2149a1933898cafc7bfeac8147eeef",
  },
  full: {
    repos: { modelscope: "evalscope/cc-traces-weka-062126", huggingface: "semianalysisai/cc-traces-weka-062126" },
    revisions: {
      modelscope: "c73c455b0ef068dc2cdf7e85b6cf24696925eea4",
      huggingface: "23f152f6f0f9399a85901b89a6458def0ef16729",
    },
    publicName: "semianalysis_cc_traces_weka_062126",
    sha256: "29b6a19e751ff5230771519aab755f80a0f43a4ba9cf96b72d3a6a437ec99276",
  },
};

/** Which traces a run replays, as its summary says. */
export interface AgentxDataset {
  readonly source: HubPlan["source"];
  readonly dataset_id: string;
  readonly revision: string | null;
  /** Empty: AIPerf downloads it. */
  readonly trace_file: string;
  readonly sha256: string;
  /** Whether these are the published bytes. */
  readonly verified: boolean;
}

/** The traces, and how AIPerf is told of them. */
export interface AgentxTraces {
  readonly dataset: AgentxDataset;
  readonly args: readonly string[];
}

/** Finds the traces: the file given, the copy on ModelScope, or those that AIPerf itself takes from Hugging Face. */
export async function findTraces({ scenario, datasetPath }: AgentxPlan, access: HubAccess): Promise<AgentxTraces> {
  const published = TRACES[scenario.variant];
  const { source } = access.hub;
  if (source === "huggingface" && datasetPath === null) return await checkPublished(published, access);
  const isLocal = datasetPath !== null || source === "local";
  const revision = isLocal ? null : published.revisions.modelscope;
  const path = isLocal
    ? await findDatasetFile({ file: FILE, repos: published.repos }, { path: datasetPath, ...access })
    : await downloadHubFile({ kind: "dataset", repo: published.repos.modelscope, file: FILE }, {
      ...access,
      hub: { ...access.hub, revision: published.revisions.modelscope },
    });
  const sha256 = await computeSha256(path);
  const verified = sha256 === published.sha256;
  if (scenario.mode === "benchmark" && !verified) {
    throw new DataError(
      `Cannot use "${path}" for the benchmark: these are not the published traces (SHA-256 ${sha256})`,
      {
        hint: 'Other traces can be tried with --scenario \'{"name": "agentx", "mode": "smoke"}\'',
      },
    );
  }
  const traceFile = await Deno.realPath(path);
  const folder = traceFile.replace(/[/\\][^/\\]*$/, "");
  return {
    dataset: {
      source: isLocal ? "local" : "modelscope",
      dataset_id: isLocal ? folder : published.repos.modelscope,
      revision,
      trace_file: traceFile,
      sha256,
      verified,
    },
    args: ["--hf-weka-dataset", folder, "--unsafe-override"],
  };
}

/** AIPerf takes whatever the hub has today: that must be what was published. */
async function checkPublished({ repos, revisions, publicName, sha256 }: PublishedTraces, access: HubAccess): Promise<
  AgentxTraces
> {
  const { huggingFaceUrl, token } = access.hub;
  const id = repos.huggingface;
  const revision = revisions.huggingface;
  const url = `${huggingFaceUrl.replace(/\/+$/, "")}/api/datasets/${id}/revision/${revision}?blobs=true`;
  const seen = await askHub(url, { token, signal: access.signal });
  if (seen.revision !== revision || seen.sha256 !== sha256) {
    throw new DataError(`The traces of "${id}" on Hugging Face are no longer those of revision ${revision}`, {
      hint: "Leave --data-source out: the copy on ModelScope is kept as it was",
    });
  }
  return {
    dataset: { source: "huggingface", dataset_id: id, revision, trace_file: "", sha256, verified: true },
    args: ["--public-dataset", publicName],
  };
}

async function askHub(
  url: string,
  { token, signal }: { readonly token: string | null; readonly signal: AbortSignal },
): Promise<{ readonly revision: unknown; readonly sha256: unknown }> {
  try {
    const response = await fetch(url, { signal, headers: token === null ? {} : { authorization: `Bearer ${token}` } });
    const info: unknown = await response.json();
    if (!response.ok || !isJsonObject(info)) throw new Error(`HTTP ${response.status}`);
    const files = Array.isArray(info.siblings) ? info.siblings.filter(isJsonObject) : [];
    const lfs = files.find(({ rfilename }) => rfilename === FILE)?.lfs;
    return { revision: info.sha, sha256: isJsonObject(lfs) ? lfs.sha256 : undefined };
  } catch (cause) {
    throw new DataError(`Cannot check the traces on Hugging Face (${url}): ${reasonOf(cause)}`, {
      cause,
      hint: "Leave --data-source out to take the copy on ModelScope, or name a folder with --dataset-path",
    });
  }
}
