/**
 * Which GenAI conventions of OpenTelemetry name the metrics: `established` are those of semantic-conventions 1.41, the
 * last release that had them; `latest` those of the release 0.1.0 of their own project, which renamed them.
 */
export type Conventions = "established" | "latest";
