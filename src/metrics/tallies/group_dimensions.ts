/** What the requests of a step are grouped by: members of their place, and the machine that carried them. */
export const GROUP_DIMENSIONS = ["label", "model", "endpoint", "agent"] as const;

/** The name of what requests are grouped by. */
export type GroupDimension = typeof GROUP_DIMENSIONS[number];

/** Makes a value for each of them. */
export function mapGroupDimensions<Value>(toValue: (by: GroupDimension) => Value): Record<GroupDimension, Value> {
  return { label: toValue("label"), model: toValue("model"), endpoint: toValue("endpoint"), agent: toValue("agent") };
}
