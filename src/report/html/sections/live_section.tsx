import type { JSX } from "preact";
import { nameMetric, nameUnit } from "../../../metrics/metric_words.ts";
import type { LiveFigure } from "../../../metrics/live_snapshot.ts";
import type { LiveView } from "../../model/live_view.ts";
import { words } from "../../../core/words.ts";
import { formatClock } from "../../text/number_text.ts";
import { labelled, T } from "../language.tsx";
import { figureText } from "../number_text.ts";

/** How far a run is, above all that is known of it so far. */
export function LiveSection({ live }: { readonly live: LiveView | null }): JSX.Element {
  return (
    <section class="live" {...labelled(words("Live", "实时"))}>
      <h2>
        <T text={words("Running", "运行中")} />
      </h2>
      {live === null
        ? (
          <p>
            <T text={words("Nothing has been sent yet.", "尚未发送请求。")} />
          </p>
        )
        : <Course live={live} />}
      <p id="live-state" class="note warning" hidden>
        <T text={words("The connection to the run was lost; trying again.", "与运行的连接已断开，正在重试。")} />
      </p>
    </section>
  );
}

function Course({ live }: { readonly live: LiveView }): JSX.Element {
  const { pointDone, pointTotal, pointIndex, pointCount } = live;
  const remaining = live.runRemainingMs ?? live.remainingMs;
  return (
    <>
      <p>
        <b>{live.point}</b>{" "}
        <T text={words(`point ${pointIndex + 1} of ${pointCount}`, `第 ${pointIndex + 1} / ${pointCount} 个测试点`)} />
        {live.phase === "warmup" && (
          <>
            {" · "}
            <T text={words("warm-up", "预热")} />
          </>
        )}
      </p>
      {pointTotal !== null && (
        <progress max={pointTotal} value={pointDone} {...labelled(words("Progress of the point", "测试点进度"))}>
        </progress>
      )}
      <ul class="tiles">
        <Tile label={words("Done", "已完成")} value={`${pointDone}${pointTotal === null ? "" : ` / ${pointTotal}`}`} />
        <Tile label={words("On their way", "进行中")} value={String(live.running)} />
        <Tile label={words("Failed", "失败")} value={String(live.failed)} isBad={live.failed > 0} />
        <Tile label={words("Elapsed", "已用时")} value={formatClock(live.elapsedMs)} />
        {remaining !== null && <Tile label={words("Left", "剩余")} value={formatClock(remaining)} />}
        {live.figures.filter(({ value }) => value !== null).map((figure) => (
          <Figure key={figure.id + figure.statistic} figure={figure} />
        ))}
      </ul>
    </>
  );
}

interface TileParts {
  readonly label: ReturnType<typeof words>;
  readonly value: string;
  readonly isBad?: boolean;
}

function Tile({ label, value, isBad = false }: TileParts): JSX.Element {
  return (
    <li class="tile">
      <span class="label">
        <T text={label} />
      </span>
      <span class={isBad ? "value bad" : "value"}>{value}</span>
    </li>
  );
}

function Figure({ figure: { id, statistic, value } }: { readonly figure: LiveFigure }): JSX.Element {
  return (
    <li class="tile" data-metric={id}>
      <span class="label">
        <T text={nameMetric(id)} />
        {statistic === "value" ? "" : ` ${statistic}`}
      </span>
      <span class="value">
        {figureText(id, value)}{" "}
        <small>
          <T text={nameUnit(id)} />
        </small>
      </span>
    </li>
  );
}
