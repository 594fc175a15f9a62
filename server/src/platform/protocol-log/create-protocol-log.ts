import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock/clock.ts';
import type { Log } from '../log/log.ts';
import { LogFile } from './log-file.ts';
import { type LogFileNaming, type RollOver } from './log-file-name.ts';
import { connectivityFieldNames, connectivityRenderer } from './connectivity-record.ts';
import { fieldNames, type LogEvent, recordRenderer, withoutLineEnd, withoutSecrets } from './log-record.ts';
import type { LogKeeping } from './remove-old-logs.ts';
import type { ProtocolLog, ProtocolLogSession, SessionEnds } from './protocol-log.ts';

export type ProtocolLogKind = 'IMAP4' | 'POP3' | 'SmtpReceive' | 'SmtpSend' | 'Connectivity';

interface KindOfLog {
  readonly naming: LogFileNaming;
  readonly logType: string;
  readonly isOfConnections?: true;
}

const kinds: Readonly<Record<ProtocolLogKind, KindOfLog>> = {
  IMAP4: { naming: { prefix: 'IMAP4', extension: '.LOG' }, logType: 'IMAP4 Log' },
  POP3: { naming: { prefix: 'POP3', extension: '.LOG' }, logType: 'POP3 Log' },
  SmtpReceive: { naming: { prefix: 'RECV', extension: '.log' }, logType: 'SMTP Receive Protocol Log' },
  SmtpSend: { naming: { prefix: 'SEND', extension: '.log' }, logType: 'SMTP Send Protocol Log' },
  Connectivity: {
    naming: { prefix: 'CONNECTLOG', extension: '.log' },
    logType: 'Transport Connectivity Log',
    isOfConnections: true,
  },
};

export interface ProtocolLogOptions {
  readonly kind: ProtocolLogKind;
  /** Of this machine; `logDirectory` makes one of a LogFileLocation. */
  readonly directory: string;
  readonly rollOver: RollOver;
  /** LogPerFileSizeQuota in bytes; 0: roll by time; `null`: unlimited, one file for ever. */
  readonly sizeQuotaBytes: number | null;
  /** With rolling by time: a file that has reached this is followed by the next of its period. */
  readonly mostFileBytes?: number;
  /** Not given: everything is kept. */
  readonly keep?: LogKeeping;
  readonly clock: Clock;
  readonly log: Log;
}

/** Lines that wait for the disk; beyond this they are dropped and counted. */
const mostWaitingBytes = 1024 * 1024;
/** A single line is written at once; those that come while it is written wait so long. */
const betweenWritesMs = 50;

/** A protocol log on disk. Lines are gathered and written in batches, one write at a time. */
export function createProtocolLog(options: ProtocolLogOptions): ProtocolLog {
  const { clock, log } = options;
  const { naming, logType, isOfConnections = false } = kinds[options.kind];
  const fields = isOfConnections ? connectivityFieldNames : fieldNames;
  const file = new LogFile({ ...options, naming, logType, fields });
  let waiting: string[] = [];
  let waitingBytes = 0;
  let dropped = 0;
  let failing = false;
  let isClosing = false;
  let endPause = (): void => {};
  let writing: Promise<void> | null = null;

  function add(line: string): void {
    if (waitingBytes + line.length > mostWaitingBytes) {
      dropped += 1;
      return;
    }
    waiting.push(line);
    waitingBytes += line.length;
    writing ??= drain();
    if (waitingBytes > mostWaitingBytes / 4) endPause();
  }

  /** Ends early when the log is closed or much is waiting. */
  function pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, betweenWritesMs);
      endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async function drain(): Promise<void> {
    // Lines of one turn of the loop leave together.
    await new Promise<void>((resolve) => setImmediate(resolve));
    while (waiting.length > 0) {
      if (dropped > 0) {
        waiting.push(`# ${dropped} records were lost here because the disk was slower than the log\r\n`);
        dropped = 0;
      }
      const lines = waiting.join('');
      waiting = [];
      waitingBytes = 0;
      try {
        await file.append(lines, clock.now());
        failing = false;
        // A busy server's lines are written some times a second rather than once a turn.
        if (waiting.length > 0 && !isClosing) await pause();
      } catch (cause) {
        // Said once an outage: the log of sessions must not flood the operator's.
        if (!failing) log.error('protocol-log-failed', cause, { directory: options.directory });
        failing = true;
        await file.close().catch(() => {});
      }
    }
    writing = null;
  }

  return {
    session(id: string, ends: SessionEnds): ProtocolLogSession {
      const sessionId = randomUUID();
      let sequence = 0;
      const { local, remote, connector = '' } = ends;
      const session = { connector, sessionId, local, remote };
      const render = isOfConnections ? connectivityRenderer(session, id) : recordRenderer(session);
      const record = (event: LogEvent, data: string, context = ''): void => {
        add(render({ time: clock.now(), sequence, event, data, context }));
        sequence += 1;
      };
      return {
        isOn: true,
        connect: () => record('+', '', id),
        disconnect: (reason) => record('-', '', reason),
        received: (command, parameters = '') =>
          record('<', parameters === '' ? command : `${command} ${withoutSecrets(command, parameters)}`),
        sent: (reply) => record('>', withoutLineEnd(reply)),
        info: (text) => record('*', '', text),
      };
    },
    async close(): Promise<void> {
      isClosing = true;
      endPause();
      await writing;
      await file.close();
    },
  };
}
