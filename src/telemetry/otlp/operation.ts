import { API_FACTS, type ApiName, type Work } from "../../core/apis.ts";

/** A host and its port. */
export interface Server {
  readonly address: string;
  readonly port: number;
}

/** What requests of a run have in common, in the words of the GenAI conventions. */
export interface Operation {
  /** `chat`, `text_completion`, `embeddings`; `rerank` is no word of theirs. */
  readonly name: string;
  /** The flavour of the interface, not who runs it. */
  readonly provider: string;
  readonly model: string;
  /** Where all requests go; `null`: to several addresses. */
  readonly server: Server | null;
  /** Replies hold text that a model wrote, not vectors or scores. */
  readonly isInference: boolean;
}

const NAMES: Readonly<Record<Work, string>> = {
  chat: "chat",
  text: "text_completion",
  embedding: "embeddings",
  rerank: "rerank",
};

/** Says what the requests of a run are. */
export function toOperation(
  parts: { readonly work: Work; readonly api: ApiName; readonly model: string; readonly url: string | null },
): Operation {
  return {
    name: NAMES[parts.work],
    provider: API_FACTS[parts.api].provider ?? parts.api,
    isInference: parts.work === "chat" || parts.work === "text",
    model: parts.model,
    server: parts.url === null ? null : toServer(parts.url),
  };
}

/** Reads the server of an address; `null` where it is none. */
export function toServer(url: string): Server | null {
  const parsed = URL.parse(url);
  if (parsed === null) return null;
  const { hostname: address, port, protocol } = parsed;
  return { address, port: port === "" ? (protocol === "https:" ? 443 : 80) : Number(port) };
}
