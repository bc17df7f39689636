/** The account of a bus that `streamgauge bus` starts: coordinator, agents and their streams are in it. */
export const BUS_ACCOUNT = "STREAMGAUGE";

/** Who somebody is that comes with a word: a server that has accounts asks for a user, too. */
export const WORD_USER = "streamgauge";

/** Where a server tells the account that a connection of it has ended: whose, and why. */
export function closedSubject(account: string): string {
  return `$SYS.ACCOUNT.${account}.DISCONNECT`;
}

/** The same, of whatever account this process is in; where nobody lets it hear that, it hears nothing. */
export const ANY_CLOSED_SUBJECT: string = closedSubject("*");
