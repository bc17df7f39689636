import { joinWords, same, suffixed, type Words, words } from "../../core/words.ts";
import { formatBrief } from "./chart_number.ts";
import type { Palette } from "./chart_palette.ts";
import type { Lane } from "./chart_spec.ts";

interface LaneLook {
  readonly palette: Palette;
  readonly language: keyof Words;
}

interface DrawApi {
  value(dimension: number): number;
  coord(point: readonly [number, number]): [number, number];
  size(size: readonly [number, number]): [number, number];
}

/** Each request is a bar of three parts: waiting for its sending, until the first token, until the end. */
export function drawLanes(lanes: readonly Lane[], { palette, language }: LaneLook): Readonly<Record<string, unknown>> {
  return {
    type: "custom",
    data: lanes.map(({ row, dueAt, sentAt, firstTokenAt, endAt, hasFailed }) => [
      dueAt,
      // The first one stands on the axis, not across it.
      row + 0.5,
      sentAt,
      firstTokenAt ?? endAt,
      endAt,
      hasFailed ? 1 : 0,
    ]),
    encode: { x: [0, 4], y: 1 },
    tooltip: { formatter: ({ value }: { value: readonly number[] }) => describeLane(value)[language] },
    renderItem(_parameters: unknown, api: DrawApi) {
      const [from, sent, first, end] = [api.value(0), api.value(2), api.value(3), api.value(4)];
      const height = Math.max(1, Math.abs(api.size([0, 1])[1]) * 0.8);
      const part = (start: number, until: number, fill: string) => {
        const [x, y] = api.coord([start, api.value(1)]);
        const [right] = api.coord([until, api.value(1)]);
        const width = Math.max(until > start ? 0.5 : 0, right - x);
        return { type: "rect", shape: { x, y: y - height / 2, width, height }, style: { fill } };
      };
      const hasFailed = api.value(5) === 1;
      return {
        type: "group",
        children: [
          part(from, sent, palette.quiet),
          part(sent, first, hasFailed ? palette.bad : palette.second),
          part(first, end, hasFailed ? palette.bad : palette.first),
        ],
      };
    },
  };
}

function describeLane([from = 0, , sent = 0, first = 0, end = 0, failed = 0]: readonly number[]): Words {
  const seconds = (value: number) => `${formatBrief(value)} s`;
  const parts = [
    suffixed(words("queue ", "排队 "), seconds(sent - from)),
    suffixed(words("prefill ", "预填充 "), seconds(first - sent)),
    suffixed(words("decode ", "解码 "), seconds(end - first)),
    ...(failed === 1 ? [words("failed", "失败")] : []),
  ];
  const { en, zh } = joinWords(parts, same(" · "));
  return words(`${seconds(sent)}: ${en}`, `${seconds(sent)}：${zh}`);
}
