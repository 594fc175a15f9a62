import type { Endpoint } from '../net/transport.ts';

export type LogEvent = '+' | '-' | '>' | '<' | '*';

export const fieldNames =
  'date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context';

/** What all records of a session say. */
export interface LoggedSession {
  readonly connector: string;
  readonly sessionId: string;
  readonly local: Endpoint;
  readonly remote: Endpoint;
}

export interface LogRecord {
  readonly time: number;
  readonly sequence: number;
  readonly event: LogEvent;
  readonly data: string;
  readonly context: string;
}

const longestData = 4000;

/** Renders lines of one session, with their ends. */
export function recordRenderer({ connector, sessionId, local, remote }: LoggedSession): (record: LogRecord) => string {
  const who = `,${field(connector)},${sessionId},`;
  const ends = `,${endpoint(local)},${endpoint(remote)},`;
  return ({ time, sequence, event, data, context }) =>
    `${timeOf(time)}${who}${sequence}${ends}${event},${field(data)},${field(context)}\r\n`;
}

let lastTime = Number.NaN;
let lastTimeText = '';

/** Most records are of the same millisecond as the one before. */
export function timeOf(time: number): string {
  if (time !== lastTime) {
    lastTimeText = new Date(time).toISOString();
    lastTime = time;
  }
  return lastTimeText;
}

export function endpoint({ address, port }: Endpoint): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

// What a client sent is hostile: a line end or an escape sequence in it must not make a record or reach a terminal.
export function field(text: string): string {
  if (text === '') return text;
  // oxlint-disable-next-line no-control-regex
  if (text.length <= longestData && !/[\u0000-\u001f\u007f-\u009f\u2028\u2029",]/.test(text)) return text;
  const cut = text.length > longestData ? `${text.slice(0, longestData)}…` : text;
  // oxlint-disable-next-line no-control-regex
  const visible = cut.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, (character) => {
    const code = character.charCodeAt(0).toString(16);
    return code.length > 2 ? `\\u${code}` : `\\x${code.padStart(2, '0')}`;
  });
  return /[",]/.test(visible) ? `"${visible.replaceAll('"', '""')}"` : visible;
}

/** A reply as it is written. */
export function withoutLineEnd(reply: string): string {
  return reply.endsWith('\r\n') ? reply.slice(0, -2) : reply.endsWith('\n') ? reply.slice(0, -1) : reply;
}

/** What may be written of a command's parameters: never the password of a sign-in. */
export function withoutSecrets(command: string, parameters: string): string {
  const verb = command.toUpperCase();
  switch (verb) {
    case 'PASS':
      return '****';
    case 'LOGIN':
      return `${firstWord(parameters)} ****`;
    case 'AUTH':
    case 'AUTHENTICATE':
    case 'APOP':
      return /\s\S/.test(parameters) ? `${firstWord(parameters)} ****` : parameters;
    default:
      return parameters;
  }
}

// A quoted user name may hold spaces (RFC 9051 §4.3); a name in a literal is left out whole.
function firstWord(parameters: string): string {
  const match = /^\s*("(?:[^"\\]|\\.)*"|[^\s"{]+)(?=\s|$)/.exec(parameters);
  return match?.[1] ?? '****';
}
