import { isJsonObject, type JsonValue } from "./json.ts";

/** A text in the languages of a report. */
export interface Words {
  readonly en: string;
  readonly zh: string;
}

/** Joins an English text and its Chinese one. */
export function words(en: string, zh: string): Words {
  return { en, zh };
}

/** A text that is the same in all languages: a number with its unit, a name. */
export function same(text: string): Words {
  return { en: text, zh: text };
}

/** Sentences as files hold them: the English ones, and beside them, in the same order, the Chinese ones. */
export interface WordLists {
  readonly en: readonly string[];
  readonly zh: readonly string[];
}

/** Takes sentences apart by language. */
export function splitWords(sentences: readonly Words[]): WordLists {
  return { en: sentences.map(({ en }) => en), zh: sentences.map(({ zh }) => zh) };
}

/** Puts sentences of a file together again; files of older versions have the English ones alone. */
export function zipWords(en: readonly string[], zh: readonly string[] | undefined): readonly Words[] {
  return en.map((sentence, index) => words(sentence, zh?.[index] ?? sentence));
}

/** Sets a name into a Chinese sentence: Latin letters and digits keep a space from its characters. */
export function inChinese(name: string): string {
  return name.replace(/^(?=[\w])/, " ").replace(/(?<=[\w%])$/, " ");
}

/** Adds what all languages share. */
export function suffixed({ en, zh }: Words, suffix: string): Words {
  return words(en + suffix, zh + suffix);
}

/** Between sentences that belong together. */
export const SEMICOLON: Words = words("; ", "；");

/** Strings texts together, each language with its own mark between. */
export function joinWords(parts: readonly Words[], between: Words): Words {
  return words(parts.map(({ en }) => en).join(between.en), parts.map(({ zh }) => zh).join(between.zh));
}

/** Data for a file of one language: each text in several gives its English one. */
export function inEnglish(data: unknown): JsonValue {
  return JSON.parse(JSON.stringify(data), (_key, value: JsonValue) => isWords(value) ? value.en : value);
}

function isWords(value: JsonValue): value is JsonValue & Words {
  return isJsonObject(value) && Object.keys(value).join() === "en,zh";
}
