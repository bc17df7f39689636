import { isWhole } from "../../../core/sink.ts";
import type { JSX } from "preact";
import { FAILURE_WORDS } from "../../parts/failure_words.ts";
import { CONVERSATION_ROWS } from "../../../metrics/definitions/conversation_rows.ts";
import type { ConversationFigureId } from "../../../metrics/tallies/conversation.ts";
import type { GroupDimension } from "../../../metrics/tallies/group_dimensions.ts";
import type { FailureSummary, GroupMetrics, TraceSummary } from "../../../metrics/step_metrics.ts";
import type { ReportPoint, SlowRequest } from "../../model/report_model.ts";
import { same, type Words, words } from "../../../core/words.ts";
import { formatBrief } from "../../charts/chart_number.ts";
import type { ChartSpec } from "../../charts/chart_spec.ts";
import { toFailureMessage } from "../../parts/failure_messages.ts";
import { formatNumber, MISSING } from "../../text/number_text.ts";
import { T } from "../language.tsx";
import { figureText } from "../number_text.ts";
import { AgentTable } from "./agent_table.tsx";
import { ChartFigure } from "./chart_figure.tsx";
import { DataTable, textHead } from "./data_table.tsx";
import { DefinitionsTable } from "./definitions_table.tsx";
import { PercentileTable, Tiles } from "./numbers_section.tsx";
import { ServiceTable } from "./service_table.tsx";
import { LoopTable } from "./loop_table.tsx";
import { SteadyTable } from "./steady_table.tsx";
import { StageTable } from "./stage_table.tsx";

/** One point: its figures, its charts and what single requests tell. */
export function PointSection(
  { point, charts }: { readonly point: ReportPoint; readonly charts: readonly ChartSpec[] },
): JSX.Element {
  return (
    <>
      <Ending ending={point.ending} />
      {point.warnings.map((warning) => (
        <p class="note" key={warning.en}>
          <T text={warning} />
        </p>
      ))}
      <Tiles point={point} />
      <div class="charts">
        {charts.map((spec) => <ChartFigure key={spec.id} spec={spec} />)}
      </div>
      <SteadyTable point={point} />
      <StageTable stages={point.stages ?? []} />
      <LoopTable loops={point.health?.loops ?? []} agents={point.health?.agents ?? []} />
      <AgentTable agents={point.health?.agents ?? []} />
      <PercentileTable point={point} />
      <ServiceTable service={point.service} />
      <DefinitionsTable peers={point.peers} />
      <Failures failures={point.failures} />
      <Slowest requests={point.details?.slowest ?? []} />
      <Conversations summary={point.conversations} />
      <Groups groups={point.groups} />
    </>
  );
}

/** A point of a run that goes on. */
const RUNNING = "running";

function Ending({ ending }: { readonly ending: string }): JSX.Element | null {
  if (isWhole(ending)) return null;
  return ending === RUNNING
    ? (
      <p class="note">
        <T
          text={words(
            "This point is running: its figures are those so far.",
            "该测试点正在运行：数据为截至目前的结果。",
          )}
        />
      </p>
    )
    : (
      <p class="note warning">
        <T text={describeEarlyEnd(ending)} />
      </p>
    );
}

/** Why a point that did not go to its end ended. */
const EARLY_ENDS: Readonly<Record<string, Words>> = {
  interrupted: words("interrupted", "被中断"),
  cut_off: words("cut off", "被切断"),
  too_many_errors: words("too many requests failed", "失败的请求过多"),
  killed: words("killed", "被终止"),
};

function describeEarlyEnd(ending: string): Words {
  const { en, zh } = EARLY_ENDS[ending] ?? same(ending);
  return words(`This point ended early: ${en}`, `该测试点提前结束：${zh}`);
}

function Failures({ failures }: { readonly failures: readonly FailureSummary[] }): JSX.Element | null {
  if (failures.length === 0) return null;
  const heads = [
    words("Failure", "失败类型"),
    textHead("Status", "状态码"),
    words("Requests", "请求数"),
    textHead("Examples", "示例"),
  ];
  return (
    <DataTable title={words("Failures", "失败")} heads={heads}>
      {failures.map(({ kind, status, code, count, examples }) => (
        <tr key={`${kind} ${status} ${code}`} class="told">
          <th scope="row">
            <T text={FAILURE_WORDS[kind]} />
          </th>
          <td class="text">{status ?? MISSING}{code === null ? "" : ` ${code}`}</td>
          <td class="times">{formatNumber(count, 0)}</td>
          <td class="text long">
            {examples.map((example) => (
              <p key={example}>
                <T text={toFailureMessage(shorten(example))} />
              </p>
            ))}
          </td>
        </tr>
      ))}
    </DataTable>
  );
}

const SHOWN_CHARS = 600;

function shorten(text: string): string {
  return text.length <= SHOWN_CHARS ? text : `${text.slice(0, SHOWN_CHARS)}…`;
}

function Slowest({ requests }: { readonly requests: readonly SlowRequest[] }): JSX.Element | null {
  if (requests.length === 0) return null;
  const heads = [
    words("Request", "请求"),
    words("Sent at s", "发送于 s"),
    words("Latency ms", "延迟 ms"),
    same("TTFT ms"),
    words("Prompt tokens", "提示词 token"),
    words("Output tokens", "输出 token"),
    words("Longest gaps ms", "最长间隔 ms"),
  ];
  return (
    <DataTable title={words("Slowest requests", "最慢请求")} heads={heads}>
      {requests.map((request) => (
        <tr key={request.number}>
          <th scope="row">{formatNumber(request.number, 0)}</th>
          <td>{formatNumber(request.startMs / 1000, 3)}</td>
          <td>{formatNumber(request.latencyMs, 1)}</td>
          <td>{figureText("ttft", request.ttftMs)}</td>
          <td>{formatNumber(request.promptTokens, 0)}</td>
          <td>{formatNumber(request.outputTokens, 0)}</td>
          <td>{longestGaps(request)}</td>
        </tr>
      ))}
    </DataTable>
  );
}

/** So many gaps tell whether one was an exception. */
const SHOWN_GAPS = 3;

function longestGaps({ gapsMs }: SlowRequest): string {
  const longest = gapsMs.toSorted((a, b) => b - a).slice(0, SHOWN_GAPS);
  return longest.map((gap) => figureText("itl", gap)).join(" · ") || MISSING;
}

const CONVERSATION_HEADS = [
  words("Metric", "指标"),
  words("mean", "平均"),
  words("min", "最小"),
  ...["p50", "p90", "p95", "p99"].map(same),
  words("max", "最大"),
];

/** Figures of conversations have the reference's names in files. */
const CONVERSATION_FIGURES: Readonly<Record<ConversationFigureId, string>> = {
  latency: "延迟 (s)",
  firstTurnTtft: "首轮 TTFT (s)",
  timeToLastAnswer: "到最后回答的时间 (s)",
  decodeSpeed: "解码 token/s",
  cacheHitRate: "缓存命中率 (%)",
  eligibleCacheHitRate: "可命中部分的缓存命中率 (%)",
};

function nameConversationFigure(metric: string): Words {
  const row = CONVERSATION_ROWS.find((known) => known.metric === metric);
  return row === undefined ? same(metric) : words(metric, CONVERSATION_FIGURES[row.id]);
}

function Conversations({ summary }: { readonly summary: TraceSummary | null }): JSX.Element | null {
  if (summary === null) return null;
  const title = words(`Conversations (${summary.count})`, `对话（${summary.count}）`);
  return (
    <DataTable title={title} heads={CONVERSATION_HEADS}>
      {summary.rows.map(({ metric, mean, min, p50, p90, p95, p99, max }) => (
        <tr key={metric}>
          <th scope="row">
            <T text={nameConversationFigure(metric)} />
          </th>
          {[mean, min, p50, p90, p95, p99, max].map((value, index) => <td key={index}>{formatBrief(value)}</td>)}
        </tr>
      ))}
    </DataTable>
  );
}

const GROUP_WORDS: Readonly<Record<GroupDimension, Words>> = {
  label: words("class", "类别"),
  model: words("model", "模型"),
  endpoint: words("address", "地址"),
  agent: words("agent", "代理"),
};

function Groups({ groups }: { readonly groups: readonly GroupMetrics[] }): JSX.Element | null {
  if (groups.length === 0) return null;
  const heads = [
    words("Group", "分组"),
    words("Requests", "请求数"),
    words("Failed", "失败"),
    same("req/s"),
    same("TTFT p50 ms"),
    same("TTFT p99 ms"),
    words("Latency p99 s", "延迟 p99 s"),
  ];
  return (
    <DataTable title={words("Classes, models, addresses, agents", "类别、模型、地址与代理")} heads={heads}>
      {groups.map(({ by, name, requests, failed, requestsPerSecond, distributions }) => (
        <tr key={by + name}>
          <th scope="row">
            <T text={GROUP_WORDS[by]} /> {name}
          </th>
          <td>{formatNumber(requests, 0)}</td>
          <td>{formatNumber(failed, 0)}</td>
          <td>{figureText("request_throughput", requestsPerSecond)}</td>
          <td>{figureText("ttft", distributions.ttft?.p50)}</td>
          <td>{figureText("ttft", distributions.ttft?.p99)}</td>
          <td>{figureText("latency", distributions.latency?.p99)}</td>
        </tr>
      ))}
    </DataTable>
  );
}
