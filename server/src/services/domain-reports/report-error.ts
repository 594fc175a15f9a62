/** What is wrong with a report, for the log; the mail that brought it is in the mailbox all the same. */
export class ReportError extends Error {}
