import { type Logger, pino } from 'pino';
import type { Log, LogFields } from './log.ts';

/** The operator's log as lines of JSON in a file or on standard error. */
export function openPinoLog(options: { readonly file?: string; readonly level?: string }): { log: Log; flush(): void } {
  const destination = pino.destination({
    dest: options.file ?? 2,
    sync: options.file === undefined,
    mkdir: true,
    mode: 0o600,
  });
  const logger = pino(
    { level: options.level ?? 'info', base: null, timestamp: pino.stdTimeFunctions.isoTime },
    destination,
  );
  return { log: wrap(logger), flush: () => destination.flushSync() };
}

function wrap(logger: Logger): Log {
  return {
    debug: (event, fields) => logger.debug(fields ?? {}, event),
    info: (event, fields) => logger.info(fields ?? {}, event),
    warn: (event, fields) => logger.warn(fields ?? {}, event),
    error: (event, cause, fields) => logger.error({ ...fields, err: cause }, event),
    with: (fields: LogFields) => wrap(logger.child(fields)),
  };
}
