import type { LogEvent } from './log-record.ts';
import { endpoint, field, type LoggedSession, type LogRecord, timeOf } from './log-record.ts';

/** What Exchange's connectivity log has of each connection to another server. */
export const connectivityFieldNames = 'date-time,session,source,Destination,direction,description';

const directions: Readonly<Record<LogEvent, string>> = { '+': '+', '-': '-', '>': '>', '<': '>', '*': '>' };

/** Renders lines of one connection, with their ends. The destination is the name of the host. */
export function connectivityRenderer(
  { connector, sessionId, remote }: LoggedSession,
  destination: string,
): (record: LogRecord) => string {
  const who = `,${sessionId},SMTP,${field(destination)},`;
  const opening = `${connector}: ${endpoint(remote)}`;
  return ({ time, event, data, context }) =>
    `${timeOf(time)}${who}${directions[event]},${field(event === '+' ? opening : `${data}${context}`)}\r\n`;
}
