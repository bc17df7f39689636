import { joinWords, SEMICOLON, type Words, words } from "../core/words.ts";
import { UsageError } from "../core/errors.ts";
import { type PollerName, TRANSPORT_NAMES, type TransportName } from "../core/transports.ts";
import type { Examined, TransportWish } from "./objections.ts";
import { type ExamineTransport, examineTransport, type TransportEntry, TRANSPORTS } from "./registry.ts";

/** The transport of a run, and in one line which clock stamps arrivals and why. */
export interface ChosenTransport {
  readonly name: TransportName;
  /** Whose clock stamps arrivals. */
  readonly arrivals: TransportEntry["arrivals"];
  /** How the kernel transport waits for its sockets; `null`: it is another. */
  readonly poller: PollerName | null;
  readonly reason: Words;
}

/**
 * Finds the transport: the one that is asked for, or the first that can be had, looked at here or where `examine` does.
 * Throws a `UsageError` when it cannot.
 */
export async function chooseTransport(
  wish: TransportWish,
  examine: ExamineTransport = examineTransport,
): Promise<ChosenTransport> {
  const { choice } = wish;
  if (choice === "auto") return await chooseBest(wish, examine);
  const found = await examine(choice, wish);
  if (found.objection === null) return toChosen(choice, found, words("as --transport says", "由 --transport 指定"));
  throw new UsageError(`--transport ${choice} cannot be used: ${found.objection.en}`, {
    hint: "--transport auto chooses",
  });
}

/** What speaks against the last one that was left out is why a worse one is taken. */
async function chooseBest(wish: TransportWish, examine: ExamineTransport): Promise<ChosenTransport> {
  let reason = words("the probe of the system's stamps was right", "系统时间戳的探测结果正确");
  for (const name of TRANSPORT_NAMES) {
    const found = await examine(name, wish);
    if (found.objection === null) return toChosen(name, found, reason);
    reason = found.objection;
  }
  throw new UsageError(`No transport can be used: ${reason.en}`);
}

function toChosen(name: TransportName, { poller, remark }: Examined, reason: Words): ChosenTransport {
  const reasons = remark === null ? reason : joinWords([reason, remark], SEMICOLON);
  return { name, arrivals: TRANSPORTS[name].arrivals, poller, reason: reasons };
}

/** Says in one line whose clock stamps arrivals. */
export function describeTransport({ name, arrivals, poller, reason }: ChosenTransport): Words {
  const clock = arrivals === "kernel"
    ? words(`the kernel (${poller})`, `内核（${poller}）`)
    : words("this program", "本程序");
  return words(`${clock.en}, transport ${name}: ${reason.en}`, `${clock.zh}，传输 ${name}：${reason.zh}`);
}
