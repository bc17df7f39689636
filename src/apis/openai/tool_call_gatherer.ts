import { isObject } from "./openai_event.ts";

interface ToolCall {
  id: string;
  name: string;
  arguments: string;
}

interface ToolCallPiece {
  readonly index?: unknown;
  readonly id?: unknown;
  readonly function?: unknown;
}

interface FunctionPiece {
  readonly name?: unknown;
  readonly arguments?: unknown;
}

/** Puts tool calls together from their pieces. */
export class ToolCallGatherer {
  readonly #calls: ToolCall[] = [];

  /** Adds the pieces of one event; tells whether they held a name or arguments. */
  add(pieces: readonly unknown[]): boolean {
    let hasOutput = false;
    for (let position = 0; position < pieces.length; position++) {
      const piece = pieces[position];
      if (!isObject(piece)) continue;
      const { index, id, function: called } = piece as ToolCallPiece;
      // A whole message has no indices: there each entry is a call of its own.
      const call = this.#callAt(typeof index === "number" ? index : position);
      if (typeof id === "string" && id !== "") call.id = id;
      if (isObject(called) && addFunction(call, called)) hasOutput = true;
    }
    return hasOutput;
  }

  /** Adds a piece of the older form, which has one call without an index. */
  addFunctionCall(piece: object): boolean {
    return addFunction(this.#callAt(0), piece);
  }

  /** Returns the calls as JSON text; empty when there are none. */
  toJson(): string {
    const calls = this.#calls.filter((call) => call !== undefined);
    return calls.length === 0 ? "" : JSON.stringify(calls);
  }

  #callAt(index: number): ToolCall {
    return this.#calls[index] ??= { id: "", name: "", arguments: "" };
  }
}

function addFunction(call: ToolCall, piece: FunctionPiece): boolean {
  const name = typeof piece.name === "string" ? piece.name : "";
  const added = toArguments(piece.arguments);
  // Some services repeat the name in every piece.
  if (name !== "" && name !== call.name) call.name += name;
  call.arguments += added;
  return name !== "" || added !== "";
}

/** Arguments are JSON text; some services give the object itself in a whole message. */
function toArguments(value: unknown): string {
  if (typeof value === "string") return value;
  return isObject(value) ? JSON.stringify(value) : "";
}
