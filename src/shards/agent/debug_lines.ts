import type { ApiDialect, ReplyReader } from "../../apis/dialect.ts";
import type { RawOutcome } from "../../apis/exchange_reply.ts";
import { maskHeaders, maskJsonText, maskUrl } from "../../core/secret_mask.ts";
import type { Endpoint } from "../../apis/open_endpoints.ts";

/** Characters kept of each end of a text. */
const REQUEST_CHARS = 100;
const REPLY_CHARS = 200;

/** Describes a request that is about to be sent, its secrets masked. */
export function describeRequest({ url, headers }: Endpoint, body: Uint8Array): string {
  const text = shorten(maskJsonText(new TextDecoder().decode(body)), REQUEST_CHARS);
  const shown = JSON.stringify(maskHeaders(headers));
  return `Request sent: <method='POST', url='${maskUrl(url)}', headers=${shown}, truncated_chunk='${text}'>`;
}

/** Describes how a request ended. */
export function describeOutcome({ url }: Endpoint, { failure, reply, status }: RawOutcome): string {
  const text = shorten(JSON.stringify(failure ?? reply), REPLY_CHARS);
  return `Request ended: <method='POST', url='${maskUrl(url)}', status=${status}, truncated_chunk='${text}'>`;
}

/** Makes a dialect whose readers report each event and body before reading it. */
export function withDebugLines(dialect: ApiDialect, onDebug: (line: string) => void): ApiDialect {
  // A user's own dialect may be an instance of a class: its other methods stay those of the instance.
  return Object.assign(Object.create(dialect) as ApiDialect, {
    createReader: (body: Uint8Array) => reportingReader(dialect.createReader(body), onDebug),
  });
}

function reportingReader(reader: ReplyReader, onDebug: (line: string) => void): ReplyReader {
  return {
    readEvent(data, eventName) {
      onDebug(
        `Response received: ${eventName === "" ? "" : `event: ${eventName} `}data: ${shorten(data, REPLY_CHARS)}`,
      );
      return reader.readEvent(data, eventName);
    },
    readBody(text) {
      onDebug(`Response received: ${shorten(text, REPLY_CHARS)}`);
      reader.readBody(text);
    },
    get isComplete() {
      return reader.isComplete === true;
    },
    end: (isComplete) => reader.end(isComplete),
  };
}

/** Keeps the first and the last characters of a long text. */
function shorten(text: string, length: number): string {
  return text.length <= 2 * length ? text : `${text.slice(0, length)}…${text.slice(-length)}`;
}
