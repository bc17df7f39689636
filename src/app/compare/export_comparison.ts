import { inEnglish } from "../../core/words.ts";
import type { Comparison } from "../../metrics/comparison/comparison.ts";
import { toComparisonMarkdown } from "../../report/comparison/comparison_markdown.ts";
import { toGithubAnnotations } from "../../report/comparison/github_annotations.ts";
import { toComparisonJunit } from "../../report/comparison/junit_xml.ts";
import {
  makeFolderFor,
  toWriteError,
  writeJsonAtomically,
  writeTextAtomically,
} from "../../report/files/atomic_file.ts";

/** Writes a comparison into the files asked for, as `form=file`; returns lines for whoever runs the job. */
export async function exportComparison(
  comparison: Comparison,
  exports: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const wish of exports) {
    const [form, file = ""] = wish.split(/=(.*)/s);
    if (file !== "") await makeFolderFor(file);
    if (form === "html") await writePage(file, comparison);
    else if (form === "markdown") await writeTextAtomically(file, toComparisonMarkdown(comparison));
    else if (form === "json") await writeJsonAtomically(file, inEnglish(comparison));
    else if (form === "junit") await writeTextAtomically(file, toComparisonJunit(comparison));
    else lines.push(...await tellGithub(comparison, env["GITHUB_STEP_SUMMARY"]));
  }
  return lines;
}

async function writePage(file: string, comparison: Comparison): Promise<void> {
  const { renderComparisonPage } = await import("../../report/html/comparison_page.tsx");
  await writeTextAtomically(file, renderComparisonPage(comparison));
}

async function tellGithub(comparison: Comparison, summaryPath: string | undefined): Promise<readonly string[]> {
  if (summaryPath !== undefined && summaryPath !== "") {
    try {
      await Deno.writeTextFile(summaryPath, toComparisonMarkdown(comparison), { append: true });
    } catch (cause) {
      throw toWriteError(summaryPath, cause);
    }
  }
  return toGithubAnnotations(comparison);
}
