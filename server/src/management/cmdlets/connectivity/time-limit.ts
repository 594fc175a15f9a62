import { type ParameterDescription, TimeSpan } from '@relais/management-contract';

/** Seconds as Exchange's test cmdlets take them, with an end for a test that hangs. */
export function timeoutParameter(defaultSeconds: number): ParameterDescription {
  return {
    name: 'Timeout',
    type: { kind: 'int', min: 0, max: 3600 },
    defaultText: String(defaultSeconds),
    help: { en: 'Seconds after which the test is given up.', fr: 'Secondes après lesquelles le test est abandonné.' },
  };
}

/** Ends when the caller stops, or after so many seconds; 0 is no limit. */
export function endingAfter(signal: AbortSignal, seconds: number): AbortSignal {
  return seconds === 0 ? signal : AbortSignal.any([signal, AbortSignal.timeout(seconds * 1000)]);
}

export function spanSince(started: number): TimeSpan {
  return new TimeSpan(Math.round(performance.now() - started));
}
