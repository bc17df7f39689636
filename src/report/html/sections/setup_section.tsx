import type { JSX } from "preact";
import type { ReportModel } from "../../model/report_model.ts";
import { joinWords, same, suffixed, type Words, words } from "../../../core/words.ts";
import { T } from "../language.tsx";

/** What was run, on what, and how to run it again. */
export function SetupSection(
  { model, prefix }: { readonly model: ReportModel; readonly prefix: string },
): JSX.Element {
  const { command } = model.context;
  return (
    <section aria-labelledby={`${prefix}-setup`}>
      <h2 id={`${prefix}-setup`}>
        <T text={words("What was run", "运行内容")} />
      </h2>
      <dl class="facts">
        {toFacts(model).map(({ name, value }) => (
          <div key={name.en}>
            <dt>
              <T text={name} />
            </dt>
            <dd>
              <T text={value} />
            </dd>
          </div>
        ))}
      </dl>
      {command !== null && (
        <>
          <p>
            <T text={words("Run it again:", "再次运行：")} />
          </p>
          <pre class="command" tabIndex={0}>{command}</pre>
        </>
      )}
      <details>
        <summary>
          <T text={words("All arguments", "全部参数")} />
        </summary>
        <pre tabIndex={0}>{JSON.stringify(model.args, null, 2)}</pre>
      </details>
    </section>
  );
}

interface Fact {
  readonly name: Words;
  readonly value: Words;
}

/** What the members of an environment are called; others by their own names. */
const FACT_NAMES: Readonly<Record<string, Words>> = {
  os: same("OS"),
  arch: words("arch", "架构"),
  cores: words("cores", "核数"),
  denoVersion: same("Deno"),
  v8Version: same("V8"),
  streamgaugeVersion: same("streamgauge"),
};

function toFacts({ context, environment, folder }: ReportModel): readonly Fact[] {
  const client = joinWords(
    Object.entries(environment).map(([name, value]) => suffixed(FACT_NAMES[name] ?? same(name), ` ${value}`)),
    words(", ", "，"),
  );
  const facts: readonly (readonly [Words, string | Words | null])[] = [
    [words("Model", "模型"), context.model],
    [words("Dataset", "数据集"), context.dataset],
    [words("API", "接口"), context.api],
    [words("Address", "地址"), context.url],
    [words("Started", "开始时间"), context.startedAt],
    [words("Seed", "随机种子"), context.seed === null ? null : String(context.seed)],
    [words("Workload", "负载摘要"), shortHash(context.workloadHash)],
    [words("Tokens counted by", "token 计数"), context.tokenizer],
    [words("Arrivals stamped by", "到达时间戳来自"), context.transport],
    [words("Folder", "目录"), folder],
    [words("Client", "客户端"), client],
  ];
  return facts.flatMap(([name, value]) => {
    const text = typeof value === "string" ? same(value) : value;
    return text === null || text.en === "" ? [] : [{ name, value: text }];
  });
}

/** Enough of each point's hash to see that two runs differ; the whole stands in run.json. */
const HASH_CHARS = 8;
const SHOWN_HASHES = 4;

function shortHash(hash: string | null): Words | null {
  if (hash === null) return null;
  // Repeats send the same.
  const all = [...new Set(hash.split("+").map((one) => one.slice(0, HASH_CHARS)))];
  const shown = all.slice(0, SHOWN_HASHES).join(" ");
  const more = all.length - SHOWN_HASHES;
  return more > 0 ? words(`${shown} and ${more} more`, `${shown} 等 ${all.length} 个`) : same(shown);
}
