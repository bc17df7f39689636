import type { JSX } from "preact";
import type { ValidityVerdict } from "../../../metrics/validity.ts";
import type { ReportModel, ReportPoint } from "../../model/report_model.ts";
import { headlineOf } from "../../parts/headline.ts";
import { type Words, words, zipWords } from "../../../core/words.ts";
import { describeClientError, VERDICT_WORDS } from "../../parts/health_line.ts";
import { labelled, T } from "../language.tsx";

const RANK: Readonly<Record<ValidityVerdict, number>> = { valid: 0, degraded: 1, invalid: 2 };

const MEANING: Readonly<Record<ValidityVerdict, Words>> = {
  valid: words("The figures are the service's.", "数据反映的是服务本身。"),
  degraded: words(
    "Some figures are partly the client's own; the reasons say which and by how much.",
    "部分数据含客户端自身的影响；原因说明了是哪些以及影响多大。",
  ),
  invalid: words(
    "The client was the limit: do not read these figures as the service's.",
    "客户端成为瓶颈：请勿将这些数据视为服务的表现。",
  ),
};

/** The verdict on the client with its reasons, then the sentence that answers what was asked. */
export function VerdictSection({ model }: { readonly model: ReportModel }): JSX.Element {
  const worst = worstVerdict(model.points);
  return (
    <section class="verdict" {...labelled(words("Verdict", "结论"))}>
      <p class={`badge ${worst ?? "unknown"}`}>
        <T text={worst === null ? words("NOT JUDGED", "未评判") : VERDICT_WORDS[worst]} />
      </p>
      <div>
        <p class="answer">
          <T text={headlineOf(model)} />
        </p>
        <p class="meaning">
          <T
            text={worst === null ? unjudged(model.points) : MEANING[worst]}
          />
        </p>
        <Reasons points={model.points} />
        <Calibrated points={model.points} />
        {model.context.isPartial && (
          <p class="note warning">
            <T text={words("Partial: the run did not go to its end.", "不完整：运行未到结束。")} />
          </p>
        )}
        {model.missing.map((sentence) => (
          <p class="note" key={sentence.en}>
            <T text={sentence} />
          </p>
        ))}
      </div>
    </section>
  );
}

/** Why nobody judged the client. */
function unjudged(points: readonly ReportPoint[]): Words {
  return points.some(({ ending }) => ending === "running")
    ? words("The client is judged at the end of each point.", "每个测试点结束后才会评判客户端。")
    : words("This folder does not say whether the client kept up.", "该目录未说明客户端是否跟得上。");
}

/** The worst verdict of the points; `null` where none was judged. */
function worstVerdict(points: readonly ReportPoint[]): ValidityVerdict | null {
  const verdicts = points.flatMap(({ validity }) => validity === null ? [] : [validity.verdict]);
  return verdicts.toSorted((a, b) => RANK[b] - RANK[a])[0] ?? null;
}

/** More of them hide what was run. */
const SHOWN_REASONS = 4;

function Reasons({ points }: { readonly points: readonly ReportPoint[] }): JSX.Element | null {
  const given = points.filter(({ validity }) => (validity?.reasons.length ?? 0) > 0);
  const all = given.flatMap(({ name, validity }) =>
    zipWords(validity?.reasons ?? [], validity?.reasonsZh).map((reason) => (
      <li key={name + reason.en}>
        <b>{name}</b> <T text={reason} />
      </li>
    ))
  );
  if (all.length === 0) return null;
  if (all.length <= SHOWN_REASONS) return <ul class="reasons">{all}</ul>;
  const more = all.length - SHOWN_REASONS;
  return (
    <>
      <ul class="reasons">{all.slice(0, SHOWN_REASONS)}</ul>
      <details>
        <summary>
          <T text={words(`${more} more reasons`, `另有 ${more} 条原因`)} />
        </summary>
        <ul class="reasons">{all.slice(SHOWN_REASONS)}</ul>
      </details>
    </>
  );
}

/** What this machine adds to the times of points whose loads are like ones that were calibrated; each text once. */
function Calibrated({ points }: { readonly points: readonly ReportPoint[] }): JSX.Element | null {
  const known = points.flatMap(({ name, clientError }) =>
    clientError === null ? [] : [{ name, text: describeClientError(clientError) }]
  );
  if (known.length === 0) return null;
  return (
    <ul class="reasons calibrated">
      {[...Map.groupBy(known, ({ text }) => text.en).values()].flatMap(([first, ...others]) =>
        first === undefined ? [] : (
          <li key={first.name}>
            <b>{first.name}</b> {others.length > 0 && (
              <>
                <T text={words(`and ${others.length} more:`, `等 ${others.length + 1} 个测试点：`)} />
                {" "}
              </>
            )}
            <T text={first.text} /> <T text={words("(as calibrated, 99 % of the values)", "（按校准，99 % 的值）")} />
          </li>
        )
      )}
    </ul>
  );
}
