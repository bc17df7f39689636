import type { Template } from "@huggingface/jinja";
import { wallClockIso } from "../core/clock.ts";
import { DataError, reasonOf } from "../core/errors.ts";
import type { Message } from "../core/session.ts";
import { strftime } from "./strftime.ts";
import type { TemplateSources } from "./template_source.ts";
import type { ChatTemplate, ChatTemplateOptions } from "./tokenizer.ts";

/** What a chat template is made of. */
export interface ChatTemplateSettings {
  /** How the tokenizer is named in messages. */
  readonly name: string;
  readonly sources: TemplateSources;
  /** `bos_token`, `eos_token` and the like, as the template sees them. */
  readonly specialTokens: Readonly<Record<string, string>>;
  /** The time that `strftime_now` shows; the wall clock when left out. */
  readonly nowIso?: () => string;
}

type Jinja = typeof import("@huggingface/jinja");

/** Creates a chat template; `null` where there is none. Its text is compiled when it is first rendered. */
export async function createChatTemplate(settings: ChatTemplateSettings): Promise<ChatTemplate | null> {
  const { sources } = settings;
  if (sources.default === null) return null;
  const jinja = await import("@huggingface/jinja");
  const plain = createLazy(jinja, sources.default);
  const withTools = sources.toolUse === null ? plain : createLazy(jinja, sources.toolUse);
  return {
    render(messages, options = {}) {
      try {
        const template = options.tools === undefined ? plain() : withTools();
        return run(jinja, template, createVariables(settings, messages, options));
      } catch (cause) {
        const reason = reasonOf(cause);
        throw new DataError(`Cannot render the chat template of "${settings.name}": ${reason}`, { cause });
      }
    },
  };
}

function createLazy(jinja: Jinja, text: string): () => Template {
  let compiled: Template | undefined;
  return () => compiled ??= new jinja.Template(text);
}

/** `Template.render` brings a `strftime_now` of its own, which cannot be replaced: it reads the clock by itself. */
function run(jinja: Jinja, template: Template, variables: Readonly<Record<string, unknown>>): string {
  const environment = new jinja.Environment();
  for (const [name, value] of Object.entries({ ...GLOBALS, ...variables })) environment.set(name, value);
  const result = new jinja.Interpreter(environment).run(template.parsed);
  return String(result.value);
}

/** What Python's Jinja and the `transformers` library give every template. */
const GLOBALS: Readonly<Record<string, unknown>> = {
  true: true,
  True: true,
  false: false,
  False: false,
  none: null,
  None: null,
  range: listRange,
  raise_exception: (message: string) => {
    throw new Error(message);
  },
};

function listRange(start: number, stop?: number, step = 1): number[] {
  const [from, to] = stop === undefined ? [0, start] : [start, stop];
  if (step === 0) throw new Error("range() step must not be zero");
  return Array.from({ length: Math.max(0, Math.ceil((to - from) / step)) }, (_, i) => from + i * step);
}

function createVariables(
  settings: ChatTemplateSettings,
  messages: readonly Message[],
  options: ChatTemplateOptions,
): Record<string, unknown> {
  const nowIso = settings.nowIso ?? wallClockIso;
  return {
    ...settings.specialTokens,
    messages,
    tools: options.tools ?? null,
    documents: null,
    add_generation_prompt: options.addGenerationPrompt ?? false,
    strftime_now: (format: string) => strftime(new Date(nowIso()), format),
    ...options.variables,
  };
}
