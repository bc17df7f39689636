/** Says what went wrong before the words of the system, unless those begin with it. */
export function withLead(lead: string, detail: string): string {
  return detail.toLowerCase().startsWith(lead.toLowerCase()) ? detail : `${lead}: ${detail}`;
}
