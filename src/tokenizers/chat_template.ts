import type { Template } from "@huggingface/jinja";
import { wallClockIso } from "../core/clock.ts";
import { DataError } from "../core/errors.ts";
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

/** Creates a chat template; `null` where there is none. Its text is compiled when it is first rendered. */
export async function createChatTemplate(settings: ChatTemplateSettings): Promise<ChatTemplate | null> {
  const { sources } = settings;
  if (sources.default === null) return null;
  const { Template } = await import("@huggingface/jinja");
  const plain = createLazy(Template, sources.default);
  const withTools = sources.toolUse === null ? plain : createLazy(Template, sources.toolUse);
  return {
    render(messages, options = {}) {
      try {
        const template = options.tools === undefined ? plain() : withTools();
        return template.render(createVariables(settings, messages, options));
      } catch (cause) {
        const reason = cause instanceof Error ? cause.message : String(cause);
        throw new DataError(`Cannot render the chat template of "${settings.name}": ${reason}`, { cause });
      }
    },
  };
}

function createLazy(TemplateClass: typeof Template, text: string): () => Template {
  let compiled: Template | undefined;
  return () => compiled ??= new TemplateClass(text);
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
