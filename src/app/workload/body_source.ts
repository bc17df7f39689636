import type { ApiDialect, BodyOptions } from "../../apis/dialect.ts";
import { asksForStream } from "../../apis/stream_request.ts";
import type { JsonObject } from "../../core/json.ts";
import type { Turn } from "../../core/session.ts";

/** The body of a first request, and whether it asks for a stream. */
export interface MadeBody {
  readonly body: JsonObject;
  readonly isStream: boolean;
}

/** Makes the bodies of first requests. */
export interface BodySource {
  /** A promise where they are made elsewhere; `null`: nothing more is made. */
  make(turn: Turn, options: BodyOptions): MadeBody | Promise<MadeBody | null>;
}

/** Makes the body of a first request by its dialect. */
export function makeBody(dialect: ApiDialect, turn: Turn, options: BodyOptions): MadeBody {
  const body = dialect.buildBody(turn, options);
  return { body, isStream: asksForStream(dialect, body) };
}
