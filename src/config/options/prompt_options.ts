import type { OptionTable } from "../option_spec.ts";
import { IMAGE_MODES, type ImageMode } from "../../core/image_mode.ts";
import { anyText, integer, text, toggle, word } from "./value_schemas.ts";

const GROUP = "Prompt";

/** More than any model takes; larger ones only fill the memory. */
const MAX_IMAGE_EDGE = 16_384;

/** Values of the options that shape prompts. */
export interface PromptValues {
  readonly max_prompt_length: number;
  readonly min_prompt_length: number;
  readonly prefix_length: number;
  readonly prompt: string | null;
  readonly query_template: string | null;
  readonly apply_chat_template: boolean | null;
  readonly image_width: number;
  readonly image_height: number;
  readonly image_format: ImageMode;
  readonly image_num: number;
  readonly image_patch_size: number;
}

/** Options that shape prompts. */
export const PROMPT_OPTIONS: OptionTable<PromptValues> = {
  max_prompt_length: {
    flag: "max-prompt-length",
    key: "max_prompt_length",
    group: GROUP,
    arity: "one",
    placeholder: "N",
    unit: "tokens with a tokenizer, else characters",
    schema: integer({ min: 1 }),
    defaultValue: 131072,
    help: "Longer prompts are left out",
  },
  min_prompt_length: {
    flag: "min-prompt-length",
    key: "min_prompt_length",
    group: GROUP,
    arity: "one",
    placeholder: "N",
    unit: "tokens with a tokenizer, else characters",
    schema: integer({ min: 0 }),
    defaultValue: 0,
    help: "Shorter prompts are left out",
  },
  prefix_length: {
    flag: "prefix-length",
    key: "prefix_length",
    group: GROUP,
    arity: "one",
    placeholder: "N",
    unit: "tokens",
    schema: integer({ min: 0 }),
    defaultValue: 0,
    help: "Prefix that all random prompts of a point share, in addition to their own length",
  },
  prompt: {
    flag: "prompt",
    key: "prompt",
    group: GROUP,
    arity: "one",
    placeholder: "TEXT|@FILE",
    schema: text(),
    defaultValue: null,
    completes: "file",
    help: "The one prompt of all requests, instead of a dataset",
  },
  query_template: {
    flag: "query-template",
    key: "query_template",
    group: GROUP,
    arity: "one",
    placeholder: "JSON|@FILE",
    schema: anyText(),
    defaultValue: null,
    completes: "file",
    help: "Request body to fill: %m is the model, %p the prompt; its values hold unless their flags are given",
  },
  apply_chat_template: {
    flag: "apply-chat-template",
    key: "apply_chat_template",
    group: GROUP,
    arity: "tristate",
    schema: toggle(),
    defaultValue: null,
    defaultText: "on where the URL ends in chat/completions",
    help: "Send chat messages rather than plain text",
  },
  image_width: {
    flag: "image-width",
    key: "image_width",
    group: GROUP,
    arity: "one",
    placeholder: "N",
    unit: "pixels",
    schema: integer({ min: 1, max: MAX_IMAGE_EDGE }),
    defaultValue: 224,
    help: "Width of random images",
  },
  image_height: {
    flag: "image-height",
    key: "image_height",
    group: GROUP,
    arity: "one",
    placeholder: "N",
    unit: "pixels",
    schema: integer({ min: 1, max: MAX_IMAGE_EDGE }),
    defaultValue: 224,
    help: "Height of random images",
  },
  image_format: {
    flag: "image-format",
    key: "image_format",
    group: GROUP,
    arity: "one",
    placeholder: "MODE",
    schema: word(IMAGE_MODES),
    defaultValue: "RGB",
    choices: IMAGE_MODES,
    help: "Colours of random images",
  },
  image_num: {
    flag: "image-num",
    key: "image_num",
    group: GROUP,
    arity: "one",
    placeholder: "N",
    schema: integer({ min: 1 }),
    defaultValue: 1,
    help: "Random images in a request",
  },
  image_patch_size: {
    flag: "image-patch-size",
    key: "image_patch_size",
    group: GROUP,
    arity: "one",
    placeholder: "N",
    unit: "pixels",
    schema: integer({ min: 1 }),
    defaultValue: 28,
    help: "Edge of an image patch that counts as a prompt token where the service states no usage",
  },
};
