/** Node's own HTTP parser (llhttp), as the reference that ours is held against. */
import { Buffer } from "node:buffer";
import * as httpCommon from "node:_http_common";

/** What a parser made of the bytes of one response. */
export interface Parsed {
  readonly status: number | null;
  readonly headers: readonly string[];
  readonly body: string;
  readonly isDone: boolean;
  readonly isFault: boolean;
  readonly isKeptAlive: boolean;
}

interface NodeParser {
  initialize(type: number, resource: object): void;
  execute(bytes: Uint8Array): number | Error;
  finish(): unknown;
  [callback: number]: (...args: unknown[]) => unknown;
}

interface NodeParserClass {
  new (): NodeParser;
  readonly RESPONSE: number;
  readonly kOnHeaders: number;
  readonly kOnHeadersComplete: number;
  readonly kOnBody: number;
  readonly kOnMessageComplete: number;
}

const { HTTPParser } = httpCommon as unknown as { HTTPParser: NodeParserClass };

/** Whether this version of Deno has the parser: older ones carry only its name. */
export const HAS_NODE_PARSER: boolean = "execute" in HTTPParser.prototype;

/** Gives the parts of a response to node's parser, then the end of the connection. */
export function parseByNode(parts: readonly Uint8Array[]): Parsed {
  const parser = new HTTPParser();
  const seen = { status: null as number | null, headers: [] as string[], body: "", isDone: false, isFault: false };
  let isKeptAlive = false;
  let loose: string[] = [];
  parser.initialize(HTTPParser.RESPONSE, {});
  parser[HTTPParser.kOnHeaders] = (headers) => void (loose = [...loose, ...headers as string[]]);
  parser[HTTPParser.kOnHeadersComplete] = (...args) => {
    const [, , headers, , , status, , , keepAlive] = args;
    const code = Number(status);
    if (code >= 200 && !seen.isDone) {
      seen.status = code;
      seen.headers = toHeaderList([...loose, ...(headers as string[] | undefined ?? [])]);
      isKeptAlive = keepAlive === true;
    }
    loose = [];
    return 0;
  };
  parser[HTTPParser.kOnBody] = (bytes) => void (seen.body += Buffer.from(bytes as Uint8Array).toString("latin1"));
  parser[HTTPParser.kOnMessageComplete] = () => {
    loose = [];
    if (seen.status !== null) seen.isDone = true;
  };
  for (const part of parts) {
    if (seen.isDone || seen.isFault) break;
    if (parser.execute(Buffer.from(part)) instanceof Error && !seen.isDone) seen.isFault = true;
  }
  if (!seen.isFault && !seen.isDone) parser.finish();
  return { ...seen, isKeptAlive: seen.isDone && isKeptAlive };
}

/** Pairs of names and values as `name: value`, names small, in order, values of equal names joined. */
function toHeaderList(pairs: readonly string[]): string[] {
  const byName = new Map<string, string>();
  for (let at = 0; at + 1 < pairs.length; at += 2) {
    const name = String(pairs[at]).toLowerCase();
    const value = String(pairs[at + 1]);
    const former = byName.get(name);
    byName.set(name, former === undefined ? value : `${former}, ${value}`);
  }
  return [...byName].map(([name, value]) => `${name}: ${value}`);
}
