import { ByteWindow } from "./byte_window.ts";
import { createTemplate } from "./event_template.ts";
import type { EventTemplate, SeenEvent } from "./event_template.ts";
import type { EventShortcut } from "../dialect.ts";

/** Role, text, finish and usage of one choice and some more; each is tried for every event that is new. */
const MAX_TEMPLATES = 8;

/**
 * Making a template costs as much as some dozen events it saves. It is paid with credit that events bring, more where
 * they match: a stream without two equal events makes few.
 */
const TEMPLATE_PRICE = 16;
const MATCH_CREDIT = 1;
const MISS_CREDIT = 0.25;
const MAX_CREDIT = 16 * TEMPLATE_PRICE;

/** The templates of one address, for all its replies: those of one service look alike. */
export class TemplateMemory {
  /** A reply of this address had no blank lines between its events. */
  isLineWise = false;
  readonly window: ByteWindow = new ByteWindow();
  /** The template that matched last. */
  matched: EventTemplate | null = null;
  /** Those that match often come first. */
  #templates: EventTemplate[] = [];
  #credit = MAX_CREDIT;

  /** Returns where the event at a place of the window ends; -1 where it is none that is known. */
  match(at: number): number {
    const templates = this.#templates;
    for (let index = 0; index < templates.length; index++) {
      const template = templates[index] as EventTemplate;
      const end = template.match(this.window, at);
      if (end < 0) continue;
      if (index > 0) {
        templates[index] = templates[index - 1] as EventTemplate;
        templates[index - 1] = template;
      }
      this.matched = template;
      template.isProven = true;
      this.#credit = Math.min(MAX_CREDIT, this.#credit + MATCH_CREDIT);
      return end;
    }
    this.#credit = Math.min(MAX_CREDIT, this.#credit + MISS_CREDIT);
    return -1;
  }

  /** Makes a template of an event that was none of those known, if that is worth it; tells whether it did. */
  learn(seen: SeenEvent, shortcut: EventShortcut): boolean {
    if (this.#credit < TEMPLATE_PRICE) {
      this.#templates = this.#templates.filter(({ isProven }) => isProven);
      return false;
    }
    this.#credit -= TEMPLATE_PRICE;
    const template = createTemplate(seen, shortcut);
    if (template === null) return false;
    if (this.#templates.length === MAX_TEMPLATES) this.#templates.splice(this.#weakest(), 1);
    this.#templates.push(template);
    return true;
  }

  /** The oldest that never matched, else the one that matches least. */
  #weakest(): number {
    const unproven = this.#templates.findIndex(({ isProven }) => !isProven);
    return unproven < 0 ? MAX_TEMPLATES - 1 : unproven;
  }
}
