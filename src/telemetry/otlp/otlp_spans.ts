import { encodeMessage, Hole, type MessageValue } from "../../core/protobuf.ts";
import { MessageTemplate } from "../../core/protobuf_template.ts";
import type { RequestRecord } from "../../core/record.ts";
import { toIdBytes, traceIdsOf, type TracePlan, turnSpanIdOf } from "../../core/trace_ids.ts";
import type { Operation } from "./operation.ts";
import { type OtlpProtocol, SPAN, toAttributes } from "./otlp_schema.ts";
import {
  commonAttributes,
  OWN_ATTRIBUTES,
  type OwnAttribute,
  type SpanStep,
  toNumberValue,
} from "./span_attributes.ts";
import { listPhases, type Phase } from "./span_phases.ts";

interface SpanParts {
  readonly trace: TracePlan;
  readonly operation: Operation;
  /** Wall-clock ms at which the run's clock stood at 0. */
  readonly originEpochMs: number;
  readonly protocol: OtlpProtocol;
}

/** Makes spans of requests, with their phases as events, as the protocol takes them; `null`: it is not traced. */
export type SpanMaker = (record: RequestRecord, step: SpanStep) => Uint8Array | MessageValue | null;

const CLIENT_KIND = 3;
const ERROR_STATUS = 2;
/** Creates what makes the spans of a run. */
export function createSpanMaker(parts: SpanParts): SpanMaker {
  const encode = parts.protocol === "http/json" ? toSpan : createSpanEncoder();
  return (record, step) => {
    const facts = readSpan(record, step, parts);
    return facts === null ? null : encode({ record, step, operation: parts.operation, facts });
  };
}

/** More forms of spans than these are no repetition. */
const MAX_TEMPLATES = 500;

/** Creates what encodes spans: of those that differ in numbers only, all else is encoded once. */
function createSpanEncoder(): (content: SpanContent) => Uint8Array {
  const templates = new Map<string, MessageTemplate>();
  return (content) => {
    const { form, numbers } = content.facts;
    let template = templates.get(form);
    if (template === undefined && templates.size < MAX_TEMPLATES) {
      template = new MessageTemplate(SPAN, toSpan(content, holesForNumbers()));
      templates.set(form, template);
    }
    return template?.fill(numbers) ?? encodeMessage(SPAN, toSpan(content));
  };
}

/** A request as numbers, in the order in which its span has them, and all else in one text. */
interface SpanFacts {
  readonly form: string;
  readonly numbers: readonly number[];
  readonly hasParent: boolean;
  readonly phases: readonly Phase[];
  readonly own: readonly OwnAttribute[];
}

function readSpan(
  record: RequestRecord,
  step: SpanStep,
  { trace, originEpochMs }: SpanParts,
): SpanFacts | null {
  const { place: { phase, sessionIndex, turnIndex, isLastTurn }, times } = record;
  const session = { stepIndex: step.index, phase, sessionIndex };
  const ids = traceIdsOf(trace, session);
  if (!ids.isSampled) return null;
  const hasParent = turnIndex > 0 || !isLastTurn;
  const phases = listPhases(record);
  const numbers = [...ids.traceId];
  // What the service was told is its parent is the session; of several turns each has a span below it.
  if (hasParent) numbers.push(...turnSpanIdOf(trace, session, turnIndex));
  numbers.push(...ids.spanId);
  numbers.push(originEpochMs + (times.connectStartAtMs ?? times.sentAtMs), originEpochMs + times.endAtMs);
  let form = `${step.index},${phase},${turnIndex},${hasParent},${record.status},${record.isStream},`;
  const own = OWN_ATTRIBUTES.filter(({ valueOf }, index) => {
    const value = valueOf(record, phases);
    if (value === null) return false;
    numbers.push(value);
    form += index;
    return true;
  });
  for (const { name, atMs } of phases) {
    numbers.push(originEpochMs + atMs);
    form += `,${name}`;
  }
  return { form: form + textsOf(record), numbers, hasParent, phases, own };
}

/** What the service said stands last: nothing that it says looks like anything else. */
function textsOf({ place, failure, finishReason }: RequestRecord): string {
  const failed = failure === null ? "" : `${failure.kind}\0${failure.message}`;
  return `\0${place.model}\0${place.endpoint}\0${failed}\0${finishReason}`;
}

/** Hands out the numbers of a span, one after the other. */
interface Numbers {
  next(): number | Hole;
  id(words: number): Uint8Array | Hole;
}

function givenNumbers(numbers: readonly number[]): Numbers {
  let at = 0;
  return {
    next: () => numbers[at++] ?? NaN,
    id: (words) => toIdBytes(numbers.slice(at, at += words)),
  };
}

function holesForNumbers(): Numbers {
  let at = 0;
  return {
    next: () => new Hole(at++),
    id(words) {
      at += words;
      return new Hole(at - words, words);
    },
  };
}

interface SpanContent {
  readonly record: RequestRecord;
  readonly step: SpanStep;
  readonly operation: Operation;
  readonly facts: SpanFacts;
}

/** Takes the numbers in the order in which `readSpan` has them. */
function toSpan(
  { record, step, operation, facts }: SpanContent,
  take: Numbers = givenNumbers(facts.numbers),
): MessageValue {
  const { failure, place: { model } } = record;
  return {
    traceId: take.id(4),
    spanId: take.id(2),
    parentSpanId: facts.hasParent ? take.id(2) : undefined,
    name: `${operation.name} ${model ?? operation.model}`,
    kind: CLIENT_KIND,
    startTimeUnixNano: take.next(),
    endTimeUnixNano: take.next(),
    attributes: [
      ...toAttributes(commonAttributes(record, step, operation)),
      ...facts.own.map(({ key, type }) => ({ key, value: toNumberValue(type, take.next()) })),
    ],
    events: facts.phases.map(({ name }) => ({ timeUnixNano: take.next(), name })),
    status: failure === null ? undefined : { code: ERROR_STATUS, message: failure.message },
  };
}
