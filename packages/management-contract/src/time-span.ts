/** A length of time as Exchange's administrators write it: `[d.]hh:mm:ss[.fff]`. */
export class TimeSpan {
  readonly kind = 'timespan';
  readonly milliseconds: number;
  constructor(milliseconds: number) {
    this.milliseconds = milliseconds;
  }
  static fromSeconds(seconds: number): TimeSpan {
    return new TimeSpan(Math.round(seconds * 1000));
  }
  get totalSeconds(): number {
    return this.milliseconds / 1000;
  }
  /** `00:30:00`, `1.00:00:00`, `00:00:30.5000000`, `-00:01:00`. */
  toString(): string {
    const sign = this.milliseconds < 0 ? '-' : '';
    const total = Math.abs(this.milliseconds);
    const fraction = total % 1000;
    const seconds = Math.floor(total / 1000);
    const two = (value: number): string => String(value).padStart(2, '0');
    const clock = `${two(Math.floor(seconds / 3600) % 24)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
    const days = Math.floor(seconds / 86_400);
    return `${sign}${days > 0 ? `${days}.` : ''}${clock}${fraction > 0 ? `.${String(fraction).padStart(3, '0')}0000` : ''}`;
  }
}

const clockForm = /^(-)?(?:(\d+)\.)?(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,7}))?)?$/;

/**
 * Reads `[d.]hh:mm[:ss[.f]]`; a bare number is seconds (a tolerance of ours: .NET reads days, which no limit allows).
 * `null` when the text is not a time span; ranges are the caller's.
 */
export function parseTimeSpan(text: string): TimeSpan | null {
  const trimmed = text.trim();
  if (/^\d{1,9}$/.test(trimmed)) return TimeSpan.fromSeconds(Number(trimmed));
  const match = clockForm.exec(trimmed);
  if (match === null) return null;
  const [, sign, days = '0', hours = '0', minutes = '0', seconds = '0', fraction = '0'] = match;
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return null;
  const milliseconds =
    (((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 +
    Math.floor(Number(`0.${fraction}`) * 1000);
  return new TimeSpan(sign === '-' ? -milliseconds : milliseconds);
}
