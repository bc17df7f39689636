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
