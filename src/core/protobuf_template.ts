import { concatBytes } from "./bytes.ts";
import { encodeMessage, type FieldSpec, Hole, type MessageSpec, type MessageValue, toNanoHalves } from "./protobuf.ts";

/** The types of fields that numbers can be filled into: each has one length, whatever the number. */
const FILLERS = { int: fillInt, nanos: fillNanos, double: fillDouble, words: fillWord };
type FillerName = keyof typeof FILLERS;

/** So many bytes a number takes. */
const LENGTHS: Readonly<Record<FillerName, number>> = { int: 8, nanos: 8, double: 8, words: 4 };

/** Where a number goes. */
interface Gap {
  readonly at: number;
  readonly index: number;
  readonly filler: FillerName;
}

/**
 * A message whose texts are encoded once and whose numbers are filled in each time. Whole numbers have eight bytes,
 * also where fewer would do: readers of protocol buffers take them as they are.
 */
export class MessageTemplate {
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #gaps: readonly Gap[];

  constructor(spec: MessageSpec, message: MessageValue) {
    const { bytes, gaps } = encodeWithGaps(spec, message);
    this.#bytes = bytes;
    this.#gaps = gaps;
  }

  /** Encodes the message with these numbers; `null`: a whole number is none, or is negative. */
  fill(numbers: readonly number[]): Uint8Array<ArrayBuffer> | null {
    const bytes = this.#bytes.slice();
    const view = new DataView(bytes.buffer);
    for (const { at, index, filler } of this.#gaps) {
      const value = numbers[index] ?? NaN;
      if (filler === "int" && !(Number.isSafeInteger(value) && value >= 0)) return null;
      FILLERS[filler](view, at, value);
    }
    return bytes;
  }
}

interface Piece {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly gaps: readonly Gap[];
}

/** Encodes a message piece by piece, and says where its holes are. */
function encodeWithGaps(spec: MessageSpec, message: MessageValue): Piece {
  return joinPieces(
    Object.entries(spec).flatMap(([name, field]) => {
      const value = message[name];
      const isRepeated = Array.isArray(value) && !Array.isArray(field[1]);
      return (isRepeated ? value : [value]).map((single) => encodeField(name, field, single));
    }),
  );
}

function joinPieces(pieces: readonly Piece[]): Piece {
  const gaps: Gap[] = [];
  let length = 0;
  for (const piece of pieces) {
    for (const gap of piece.gaps) gaps.push({ ...gap, at: gap.at + length });
    length += piece.bytes.length;
  }
  return { bytes: concatBytes(pieces.map(({ bytes }) => bytes)), gaps };
}

function encodeField(name: string, field: FieldSpec, value: unknown): Piece {
  const [number, type] = field;
  if (value instanceof Hole) return encodeHole(number, type, value);
  if (typeof type === "string" || Array.isArray(type) || value === undefined) {
    return { bytes: encodeMessage({ [name]: field }, { [name]: value } as MessageValue), gaps: [] };
  }
  const { bytes, gaps } = encodeWithGaps(type as MessageSpec, value as MessageValue);
  const whole = encodeMessage({ [name]: [number, "bytes"] }, { [name]: bytes });
  const before = whole.length - bytes.length;
  return { bytes: whole, gaps: gaps.map((gap) => ({ ...gap, at: gap.at + before })) };
}

function encodeHole(number: number, type: FieldSpec[1], { index, words }: Hole): Piece {
  const filler = words === null ? toFillerName(type) : "words";
  const length = LENGTHS[filler];
  const count = words ?? 1;
  const empty = filler === "words" ? new Uint8Array(length * count) : filler === "int" ? -1 : 0;
  const bytes = encodeMessage({ hole: [number, filler === "words" ? "bytes" : type] }, { hole: empty });
  const start = filler === "int" ? bytes.length - 10 : bytes.length - length * count;
  const gaps = Array.from({ length: count }, (_, at) => ({ at: start + at * length, index: index + at, filler }));
  return { bytes: bytes.subarray(0, start + length * count), gaps };
}

function toFillerName(type: FieldSpec[1]): FillerName {
  if (type === "int" || type === "nanos" || type === "double") return type;
  throw new TypeError(`Nothing can be filled into a field of "${type}"`);
}

const HALF = 2 ** 28;

/** Seven bits a byte, the lowest first; all but the last say that more follow. */
function fillInt(view: DataView, at: number, value: number): void {
  const low = value % HALF;
  const high = Math.floor(value / HALF);
  for (let i = 0; i < 4; i++) {
    view.setUint8(at + i, (low >>> (7 * i)) & 127 | 128);
    view.setUint8(at + 4 + i, (high >>> (7 * i)) & 127 | (i < 3 ? 128 : 0));
  }
}

function fillNanos(view: DataView, at: number, epochMs: number): void {
  const [low, high] = toNanoHalves(epochMs);
  view.setUint32(at, low, true);
  view.setUint32(at + 4, high, true);
}

function fillDouble(view: DataView, at: number, value: number): void {
  view.setFloat64(at, value, true);
}

function fillWord(view: DataView, at: number, value: number): void {
  view.setUint32(at, value);
}
