import type { ChunkKind } from "../../core/chunk_kind.ts";
import type { Failure } from "../../core/failure.ts";
import type { ServiceTimes } from "../../core/record.ts";
import type { ReplyNote } from "../../core/reply_notes.ts";
import type { ReadEvent, ReplyReader, ReplyState } from "../dialect.ts";
import { OTHER_CHOICE, toReadEvent } from "../reading/plain_event.ts";
import { toChoiceList } from "../reading/choice_list.ts";
import { isDoneMark } from "../reading/done_mark.ts";
import { ReplyFaults } from "../reading/reply_faults.ts";
import { readTimings } from "../reading/service_times.ts";
import { findUsage } from "../reading/usage_places.ts";
import { findEmptyOutput, findFailedEnd, findTruncation } from "../reply_failures.ts";
import { toOneLine } from "../service_error.ts";
import { MessageGatherer } from "./message_gatherer.ts";
import type { EventShortcut } from "../dialect.ts";
import type { ByteText, ScanRules, TextKind } from "../scanning/scan_rules.ts";
import { OPENAI_RULES, textKindOf } from "./openai_shortcut.ts";
import { ListedTokens } from "./openai_tokens.ts";
import { asksForSeveral, findPrimaryChoice, finishOf, indexOf, isObject } from "./openai_event.ts";
import type { OpenAiChoice, OpenAiEvent } from "./openai_event.ts";
import { UsageTally } from "./openai_usage.ts";

const MAX_NAMES = 5;

/** Reads replies of chat completions and completions, streamed or whole; which one shows in their members. */
export class OpenAiReader implements ReplyReader, EventShortcut {
  readonly shortcut: EventShortcut = this;
  readonly rules: ScanRules = OPENAI_RULES;
  readonly textKindOf: EventShortcut["textKindOf"] = textKindOf;
  readonly #message = new MessageGatherer();
  readonly #usage = new UsageTally();
  readonly #faults = new ReplyFaults();
  #finishReason: string | null = null;
  #serviceTimes: ServiceTimes | null = null;
  /** Indices of the choices that have finished. */
  readonly #finished = new Set<number>();
  #isDone = false;
  /** After the finish reason an event came that holds the usage and nothing else. */
  #hasLastUsage = false;
  readonly #listed = new ListedTokens();
  #isWhole = false;
  #hasOtherChoices = false;
  /** The members of the first event, or of the body, that has no choices. */
  #strangeMembers: string | null = null;
  readonly #requestBody: Uint8Array;
  /** The index of the choice whose text is the reply; `null` until it is known. */
  #primaryIndex: number | null = null;

  /** The body of the request tells whether several choices are to come; without one, no. */
  constructor(requestBody: Uint8Array = new Uint8Array(0)) {
    this.#requestBody = requestBody;
  }

  get isComplete(): boolean {
    return this.#isDone || this.#hasLastUsage;
  }

  get textChars(): number {
    return this.#message.chars;
  }

  readEvent(data: string, eventName: string): ReadEvent | null {
    if (isDoneMark(data)) this.#isDone = true;
    if (this.#isDone) return null;
    const event = this.#faults.parseEvent(data, eventName);
    return event === null ? null : this.readParsed(event);
  }

  textOf(kind: TextKind): ByteText {
    this.#primaryIndex ??= 0;
    return this.#message.textOf(kind);
  }

  readBody(text: string): void {
    this.#isWhole = true;
    const body = this.#faults.parseBody(text);
    if (body !== null) this.readParsed(body);
  }

  end(complete: boolean): ReplyState {
    const text = this.#message.toReply();
    const notes = this.#notes();
    const usage = this.#usage.total(this.#finished.size);
    const isEnded = this.#isWhole || this.#isDone || this.#finishReason !== null;
    const ending = complete
      ? findTruncation(isEnded) ?? findFailedEnd(this.#finishReason) ?? findEmptyOutput(text, usage, notes)
      : null;
    return {
      text,
      usage,
      serviceTimes: this.#serviceTimes,
      finishReason: this.#finishReason,
      tokensFrom: this.#listed.origin,
      failure: this.#faults.first ?? this.#withMembers(ending),
      notes,
    };
  }

  /** What has no choices at all is most often the reply of another API. */
  #withMembers(ending: Failure | null): Failure | null {
    const names = this.#strangeMembers;
    if (ending === null || this.#primaryIndex !== null || names === null) return ending;
    return { ...ending, message: `${ending.message}; it holds no "choices" but ${names}: is --api right?` };
  }

  #notes(): ReplyNote[] {
    const notes = this.#message.notes();
    return this.#hasOtherChoices ? [...notes, "several_choices"] : notes;
  }

  readParsed(given: OpenAiEvent): ReadEvent {
    const event: OpenAiEvent = given.choices === undefined ? this.#faults.open(given) : given;
    const choices = toChoiceList(event.choices);
    if (event.choices === undefined) this.#strangeMembers ??= namesOf(event);
    const primary = this.#findPrimary(choices);
    const usage = findUsage(event) ?? (event === given ? null : findUsage(given));
    const isLast = !this.#isWhole && primary !== null && (usage !== null || finishOf(primary) !== null);
    const output = primary === null ? null : this.#message.add(primary, isLast);
    this.#takeFinishes(choices);
    if (choices.length > (primary === null ? 0 : 1)) this.#hasOtherChoices = true;
    if (event.timings !== undefined) this.#serviceTimes = readTimings(event.timings) ?? this.#serviceTimes;
    if (usage !== null) this.#usage.add(usage, this.#finished.size);
    if (usage !== null && choices.length === 0 && this.#finishReason !== null) this.#hasLastUsage = true;
    if (primary === null && choices.length > 0) return OTHER_CHOICE;
    const tokens = usage?.completionTokens ?? (primary === null || this.#isWhole ? null : this.#listed.add(primary));
    return toReadEvent(output ?? toSilentKind(primary, usage !== null), tokens);
  }

  #takeFinishes(choices: readonly unknown[]): void {
    for (const choice of choices) {
      const reason = isObject(choice) ? finishOf(choice) : null;
      if (reason === null) continue;
      const index = indexOf(choice as OpenAiChoice);
      this.#finished.add(index);
      if (index === (this.#primaryIndex ?? 0)) this.#finishReason = reason;
    }
  }

  /** Some services count choices from 1: the only one that was asked for is the reply, whatever its index. */
  #findPrimary(choices: readonly unknown[]): OpenAiChoice | null {
    const found = findPrimaryChoice(choices, this.#primaryIndex ?? 0);
    if (found !== null) this.#primaryIndex ??= 0;
    if (found !== null || this.#primaryIndex !== null) return found;
    const first = choices.find(isObject) ?? null;
    if (first === null || asksForSeveral(this.#requestBody)) return null;
    this.#primaryIndex = indexOf(first);
    return first;
  }
}

/** As many as a line bears; `null`: there are none. */
function namesOf(event: object): string | null {
  const names = Object.keys(event).slice(0, MAX_NAMES).map((name) => `"${name}"`);
  return names.length === 0 ? null : toOneLine(names.join(", "));
}

function toSilentKind(choice: OpenAiChoice | null, hasUsage: boolean): ChunkKind {
  if (choice !== null && finishOf(choice) !== null) return "finish";
  if (typeof choice?.delta?.role === "string") return "role";
  return hasUsage ? "usage" : "other";
}
