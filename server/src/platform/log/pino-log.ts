import { type DestinationStream, type Logger, pino } from 'pino';
import type { Log, LogFields } from './log.ts';

/** The operator's log as lines of JSON, into `destination` a line at a time. */
export function openPinoLog(destination: DestinationStream, level: string): Log {
  return wrap(pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination));
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
