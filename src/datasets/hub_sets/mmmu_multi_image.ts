import { closest } from "fastest-levenshtein";
import * as z from "zod";
import { DataError, UsageError } from "../../core/errors.ts";
import type { Session } from "../../core/session.ts";
import type { Dataset, DatasetContext } from "../dataset.ts";
import { downloadHubFile } from "../hub/hub_files.ts";
import { toImageSession } from "../images/image_session.ts";
import { refuseTokenIds } from "../images/random_vl.ts";
import { parseArgs } from "../prompts/dataset_args.ts";
import { findBeside } from "./captioned_images.ts";
import { toImageUrl } from "./image_value.ts";
import { listLocalTables } from "./local_tables.ts";
import { MMMU_SUBJECTS } from "./mmmu_subjects.ts";
import { createTableDataset, type PlacedRecord, readFilesInTurn } from "./table_sessions.ts";

const REPOS = { modelscope: "AI-ModelScope/MMMU", huggingface: "MMMU/MMMU" } as const;
const SPLIT = "validation";
const MAX_IMAGES = 7;

const MMMU_ARGS = z.strictObject({
  subset: z.string().min(1).optional(),
  min_images: z.int().min(2).max(MAX_IMAGES).default(2),
});

/**
 * Makes the dataset `mmmu_multi_image`: the validation questions of MMMU that have several images; those of all subjects
 * in turn, or of one.
 */
export function createMmmuMultiImageDataset(context: DatasetContext): Promise<Dataset> {
  const args = parseArgs("mmmu_multi_image", MMMU_ARGS, context.args);
  refuseTokenIds("mmmu_multi_image", context);
  const subjects = args.subset === undefined ? MMMU_SUBJECTS : [checkSubject(args.subset)];
  const listFiles = () => context.path === null ? download(subjects, context) : listLocal(context.path, args.subset);
  return Promise.resolve(createTableDataset(context, {
    shownName: context.path ?? (context.hub.source === "local" ? REPOS.modelscope : REPOS[context.hub.source]),
    readRecords: () => readFilesInTurn(listFiles()),
    rules: `a question with ${args.min_images} images or more`,
    toSession: (record) => toQuestion(record, args.min_images),
  }));
}

function checkSubject(subject: string): string {
  if (MMMU_SUBJECTS.includes(subject)) return subject;
  throw new UsageError(`Cannot use --dataset-args for "mmmu_multi_image": there is no subset "${subject}"`, {
    hint: `Did you mean "${closest(subject, MMMU_SUBJECTS)}"? It is one of ${MMMU_SUBJECTS.join(", ")}`,
  });
}

async function* download(subjects: readonly string[], context: DatasetContext): AsyncGenerator<string> {
  const { source } = context.hub;
  const repo = source === "local" ? REPOS.modelscope : REPOS[source];
  for (const subject of subjects) {
    const file = `${subject}/${SPLIT}-00000-of-00001.parquet`;
    yield await downloadHubFile({ kind: "dataset", repo, file }, context);
  }
}

async function* listLocal(path: string, subject: string | undefined): AsyncGenerator<string> {
  const belongs = (name: string) => subject === undefined || name.split("/").includes(subject);
  const accepts = (name: string) => name.endsWith(".parquet") && belongs(name);
  const expected = `Parquet files such as ${subject ?? "Music"}/${SPLIT}-00000-of-00001.parquet`;
  yield* await listLocalTables(path, { accepts, preferred: SPLIT, expected });
}

async function toQuestion(record: PlacedRecord, minImages: number): Promise<Session | null> {
  const { number, path, value } = record;
  const columns: Readonly<Record<string, unknown>> = typeof value === "object" ? { ...value } : {};
  const { question, options } = columns;
  if (typeof question !== "string") throw new DataError(`Cannot use record ${number} of "${path}": no text "question"`);
  const values = Array.from({ length: MAX_IMAGES }, (_, i) => columns[`image_${i + 1}`]);
  const place = { record, findFile: (name: string) => findBeside(name, record) };
  const images = (await Promise.all(values.map((image) => toImageUrl(image, place)))).filter((url) => url !== null);
  if (images.length < minImages) return null;
  const hasOptions = typeof options === "string" && options !== "" && options !== "[]";
  return toImageSession(hasOptions ? `${question}\nOptions: ${options}` : question, images);
}
