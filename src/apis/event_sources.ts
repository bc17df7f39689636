import type { Framing } from "../core/apis.ts";
import type { ReplyReader } from "./dialect.ts";
import type { EventSink, EventSource, OnEvent } from "./event_source.ts";
import { LineReader } from "./line_reader.ts";
import { EventScanner } from "./scanning/event_scanner.ts";
import { eventsFor } from "./reading/event_list.ts";
import type { TemplateMemory } from "./scanning/template_memory.ts";
import { SseReader } from "./sse_reader.ts";

/** What tells the events of a stream apart, by how it is framed. */
const EVENT_SOURCES: Readonly<Record<Framing, new (onEvent: OnEvent) => EventSource>> = {
  sse: SseReader,
  lines: LineReader,
  // No stream is asked for; one that comes all the same is a stream of events.
  whole: SseReader,
};

/** Whom the events of a stream are for. */
export interface EventTarget {
  readonly framing: Framing;
  readonly reader: ReplyReader;
  /** Events of the same address that are known without parsing. */
  readonly templates: TemplateMemory;
  /** Told what the reader made of each event. */
  readonly sink: EventSink;
}

/** Creates what takes the bytes of a stream and has its events read: parsed, or known where the reader allows it. */
export function createEventSource({ framing, reader, templates, sink }: EventTarget): EventSource {
  const { shortcut } = reader;
  if (shortcut === undefined || framing === "lines") {
    return new EVENT_SOURCES[framing]((data, name) => {
      for (const each of eventsFor(reader, data)) sink.takeEvent(reader.readEvent(each, name));
    });
  }
  const plain = new SseReader((data, name) => {
    for (const each of eventsFor(reader, data)) {
      const event = reader.readEvent(each, name);
      scanner.noteRead(event, name);
      sink.takeEvent(event);
    }
  });
  const scanner = new EventScanner({ plain, memory: templates, shortcut, sink });
  return scanner;
}
