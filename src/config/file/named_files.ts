import { createHash } from "node:crypto";
import { parseDatasetChoice } from "../../core/choices/dataset_choice.ts";
import type { OptionSpec } from "../option_spec.ts";
import type { RawValue } from "../parsing/value_check.ts";

/** Read of a file that is longer: its beginning and its end, so that a plan is made at once whatever its data. */
const PART_BYTES = 1_048_576;

/** Sums up what the files hold that an option names: another text for other contents. `null`: it names none that is there. */
export function sumUpFiles(spec: OptionSpec, raw: RawValue): string | null {
  const sums = pathsOf(spec, raw).map(sumUpPath).filter((sum) => sum !== null);
  return sums.length === 0 ? null : sums.join(" ");
}

function pathsOf({ key, completes, choicePattern, placeholder = "" }: OptionSpec, raw: RawValue): readonly string[] {
  const texts = typeof raw === "boolean" ? [] : typeof raw === "string" ? [raw] : raw;
  if (placeholder.includes("@FILE")) return texts.flatMap((text) => text.startsWith("@") ? [text.slice(1)] : []);
  if (key === "dataset") return texts.flatMap(pathsOfDataset);
  if (choicePattern !== undefined) return texts.filter((text) => choicePattern.test(text));
  return completes === "file" ? texts : [];
}

/** `file:prompts.csv`, `./module.ts`, `mix:a.jsonl=0.7,b.jsonl=0.3`. */
function pathsOfDataset(text: string): readonly string[] {
  const choice = parseDatasetChoice(text);
  const source = choice?.source ?? null;
  if (choice === null || source === null) return [];
  return choice.name === "mix" ? source.split(",").map((part) => part.replace(/=[^=]*$/, "")) : [source];
}

function sumUpPath(path: string): string | null {
  try {
    const { isFile, isDirectory } = Deno.statSync(path);
    if (isFile) return sumUpFile(path);
    return isDirectory ? sumUp(listFolder(path)) : null;
  } catch {
    // What cannot be read is said where it is read.
    return null;
  }
}

function sumUpFile(path: string): string {
  using file = Deno.openSync(path);
  const { size } = file.statSync();
  const part = new Uint8Array(Math.min(size, PART_BYTES));
  const parts = [new TextEncoder().encode(`${size} `)];
  for (const start of size > PART_BYTES ? [0, size - PART_BYTES] : [0]) {
    file.seekSync(start, Deno.SeekMode.Start);
    const count = file.readSync(part) ?? 0;
    parts.push(part.slice(0, count));
  }
  return sumUp(parts);
}

/** Of a folder what it holds and how long that is. */
function listFolder(path: string): readonly string[] {
  const entries = [...Deno.readDirSync(path)].filter(({ isFile }) => isFile).map(({ name }) => name).sort();
  return entries.map((name) => `${name} ${Deno.statSync(`${path}/${name}`).size}\n`);
}

function sumUp(parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex").slice(0, 16);
}
