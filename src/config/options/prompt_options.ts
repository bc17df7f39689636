import * as z from "zod";
import { type OptionTable, perfOptions } from "../option_spec.ts";
import { IMAGE_MODES, type ImageMode } from "../../core/image_mode.ts";
import { anyText, integer, someText, toggle, word } from "./value_schemas.ts";

/** More than any model takes; larger ones only fill the memory. */
const MAX_IMAGE_EDGE = 16_384;

/** Values of the options that shape prompts. */
export interface PromptValues {
  readonly max_prompt_length: number;
  readonly min_prompt_length: number;
  readonly prefix_length: number;
  readonly prefix_count: number;
  readonly prompt: string | null;
  readonly query_template: string | null;
  readonly apply_chat_template: boolean | null;
  readonly image_width: number;
  readonly image_height: number;
  readonly image_format: ImageMode;
  readonly image_num: number;
  readonly image_patch_size: number;
}

/** Takes text; an empty one is as if it were not given. */
function textOrNone(): z.ZodType<string | null, string> {
  return z.string().transform((value) => value === "" ? null : value).pipe(someText().nullable());
}

/** Options that shape prompts. */
export const PROMPT_OPTIONS: OptionTable<PromptValues> = perfOptions<PromptValues>("Prompt", {
  max_prompt_length: {
    placeholder: "N",
    unit: "tokens with a tokenizer, else characters",
    schema: () => integer({ min: 1 }),
    defaultValue: 131072,
    help: "Longer prompts are left out",
    shapesWorkload: true,
  },
  min_prompt_length: {
    placeholder: "N",
    unit: "tokens with a tokenizer, else characters",
    schema: () => integer({ min: 0 }),
    defaultValue: 0,
    help: "Shorter prompts are left out",
    shapesWorkload: true,
  },
  prefix_length: {
    placeholder: "N",
    unit: "tokens",
    schema: () => integer({ min: 0 }),
    defaultValue: 0,
    help: "Prefix that all random prompts of a point share, in addition to their own length",
    shapesWorkload: true,
  },
  prefix_count: {
    placeholder: "N",
    schema: () => integer({ min: 1 }),
    defaultValue: 1,
    help: "So many different prefixes of --prefix-length that the prompts of the dataset random take turns in",
    shapesWorkload: true,
  },
  prompt: {
    placeholder: "TEXT|@FILE",
    schema: () => textOrNone(),
    defaultValue: null,
    completes: "file",
    help: "The one prompt of all requests, instead of a dataset; an empty one is none",
    shapesWorkload: true,
    everyday: { order: 8, help: "The one prompt of all requests" },
  },
  query_template: {
    placeholder: "JSON|@FILE",
    schema: () => anyText(),
    defaultValue: null,
    completes: "file",
    help: "Request body to fill: %m is the model, %p the prompt; its values hold unless their flags are given",
    shapesWorkload: true,
  },
  apply_chat_template: {
    arity: "tristate",
    schema: () => toggle(),
    defaultValue: null,
    defaultText: "on where the URL ends in chat/completions",
    help: "Send chat messages rather than plain text",
    shapesWorkload: true,
  },
  image_width: {
    placeholder: "N",
    unit: "pixels",
    schema: () => integer({ min: 1, max: MAX_IMAGE_EDGE }),
    defaultValue: 224,
    help: "Width of random images",
    shapesWorkload: true,
  },
  image_height: {
    placeholder: "N",
    unit: "pixels",
    schema: () => integer({ min: 1, max: MAX_IMAGE_EDGE }),
    defaultValue: 224,
    help: "Height of random images",
    shapesWorkload: true,
  },
  image_format: {
    placeholder: "MODE",
    schema: () => word(IMAGE_MODES),
    defaultValue: "RGB",
    choices: IMAGE_MODES,
    help: "Colours of random images",
    shapesWorkload: true,
  },
  image_num: {
    placeholder: "N",
    schema: () => integer({ min: 1 }),
    defaultValue: 1,
    help: "Random images in a request",
    shapesWorkload: true,
  },
  image_patch_size: {
    placeholder: "N",
    unit: "pixels",
    schema: () => integer({ min: 1 }),
    defaultValue: 28,
    help: "Edge of an image patch that counts as a prompt token where the service states no usage",
    shapesWorkload: true,
  },
});
