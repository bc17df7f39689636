import { encode, type Header } from "../http/wire.ts";
import { errorObject } from "../replies/error_object.ts";
import type { Exchange } from "../replies/exchange.ts";

const HTML: Header = ["content-type", "text/html; charset=utf-8"];
const MESSAGES: Readonly<Record<number, string>> = {
  400: "The simulator was asked to refuse this request.",
  401: "Incorrect API key provided.",
  404: "The model does not exist.",
  429: "Rate limit reached, try again in a second.",
  503: "The server is overloaded.",
};

/** Gives the faults that come in place of a reply; `true`: the request is dealt with. */
export function giveEarlyFault(exchange: Exchange): boolean {
  const { fault } = exchange;
  switch (fault?.name) {
    case "status":
      sendStatus(exchange, fault.argument ?? 500);
      return true;
    case "html_error":
      exchange.sendBody(502, encode("<html><body><h1>502 Bad Gateway</h1></body></html>\n"), [HTML]);
      return true;
    case "wrong_content_type":
      exchange.sendBody(200, encode("<html><body><h1>Welcome</h1></body></html>\n"), [HTML]);
      return true;
    case "reset_before_headers":
      exchange.breakOff("reset");
      return true;
    case "no_headers":
      // Nothing is sent until the client gives up.
      return true;
    default:
      return false;
  }
}

function sendStatus(exchange: Exchange, status: number): void {
  const headers: readonly Header[] = status === 429 ? [["retry-after", "1"]] : [];
  const message = MESSAGES[status] ?? `Simulated error ${status}.`;
  exchange.sendJson(status, errorObject(exchange.form, { status, message }), headers);
}
