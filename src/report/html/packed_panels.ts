/** Panels of a page as its data: most have the same text and other numbers. Read by browsers too. */

/** Texts of panels with a mark in place of each number; of each panel, by its id, which text it has and its numbers. */
export interface PackedPanels {
  readonly frames: readonly string[];
  readonly panels: Readonly<Record<string, readonly [frame: number, numbers: string]>>;
}

/** Stands for a number: a page holds no such character, texts from outside are shown with `\u007f`. */
const MARK = "\x7f";
/** Not those of tags, percentiles and the like; of ids the number of the point. */
const NUMBER = /(?<![a-z\d.])\d[\d,]*(?:\.\d+)?|(?<=-p)\d+|—/;
/** Figures of few samples stand in italics. */
const FIGURE = new RegExp(`<i>(${NUMBER.source})</i>|${NUMBER.source}`, "gi");
const ITALIC = "!";

/** Packs panels, which are parts of a page, by their ids. */
export function packPanels(panels: Readonly<Record<string, string>>): PackedPanels {
  const frames = new Map<string, number>();
  const packed = Object.entries(panels).map(([id, content]) => {
    const numbers: string[] = [];
    const frame = content.replace(FIGURE, (text: string, inItalics: string | undefined) => {
      numbers.push(inItalics === undefined ? text : inItalics + ITALIC);
      return MARK;
    });
    const index = frames.get(frame) ?? frames.size;
    frames.set(frame, index);
    return [id, [index, numbers.join(" ")]] as const;
  });
  return { frames: [...frames.keys()], panels: Object.fromEntries(packed) };
}

/** Makes the panels again. */
export function unpackPanels({ frames, panels }: PackedPanels): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(panels).map(([id, [index, text]]) => {
      const numbers = text.split(" ").values();
      return [id, (frames[index] ?? "").replaceAll(MARK, () => toFigure(numbers.next().value ?? ""))];
    }),
  );
}

function toFigure(number: string): string {
  return number.endsWith(ITALIC) ? `<i>${number.slice(0, -ITALIC.length)}</i>` : number;
}
