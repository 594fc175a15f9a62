import { type ManagementValue, parseTimeSpan, TimeSpan, Unlimited } from '@relais/management-contract';
import { type Conversion, converted, notThisType, outOfRange, type TypeOf, textOf } from './conversion.ts';
import { isUnlimitedWord } from './convert-number.ts';
import { shownValue } from './shown-value.ts';

/**
 * `[d.]hh:mm:ss`, a span object, or a bare number of seconds (our tolerance, said to the caller: .NET reads days there,
 * which the limits of connections do not allow). Ages, for which Exchange's range reaches weeks, are `bareNumber: 'days'`:
 * a runbook's `-MessageTrackingLogMaxAge 30` would otherwise leave half a minute of the log.
 */
export function convertTimeSpan(value: ManagementValue, type: TypeOf<'timespan'>): Conversion {
  const min = new TimeSpan(type.minMs ?? 0);
  const max = new TimeSpan(type.maxMs ?? 10_675_199 * 86_400_000);
  if (type.unlimited === true && (value instanceof Unlimited || isUnlimitedWord(value)))
    return converted(Unlimited.value);
  const unit = type.bareNumber === 'days' ? 86_400 : 1;
  const span = readSpan(value, unit);
  if (span === null) {
    const example = new TimeSpan(Math.min(Math.max(1_800_000, min.milliseconds), max.milliseconds));
    const written = shownValue(value);
    return notThisType(
      `'${written}' is not a time span. Write one as [days.]hours:minutes:seconds between ${min.toString()} and ${max.toString()}, for example ${example.toString()}, or as a number of ${unit === 1 ? 'seconds' : 'days'}, for example ${example.totalSeconds / unit}.`,
      `'${written}' n’est pas une durée. Écrivez-la sous la forme [jours.]heures:minutes:secondes, entre ${min.toString()} et ${max.toString()}, par exemple ${example.toString()}, ou en ${unit === 1 ? 'secondes' : 'jours'}, par exemple ${example.totalSeconds / unit}.`,
    );
  }
  if (span.milliseconds < min.milliseconds || span.milliseconds > max.milliseconds)
    return outOfRange(min.toString(), max.toString(), type.unlimited === true);
  if (value instanceof TimeSpan || !/^\s*\d+\s*$/.test(textOf(value) ?? '')) return converted(span);
  return converted(span, {
    en: `${String(value).trim()} was taken as ${unit === 1 ? 'seconds' : 'days'}: ${span.toString()}.`,
    fr: `${String(value).trim()} a été compris en ${unit === 1 ? 'secondes' : 'jours'} : ${span.toString()}.`,
  });
}

function readSpan(value: ManagementValue, unit: number): TimeSpan | null {
  if (value instanceof TimeSpan) return value;
  if (typeof value === 'number') return Number.isFinite(value) ? TimeSpan.fromSeconds(value * unit) : null;
  const text = textOf(value)?.trim();
  if (text === undefined) return null;
  // More digits than any span in range has, and minus signs, are spans out of range rather than no spans.
  if (/^-?\d{1,15}$/.test(text)) return TimeSpan.fromSeconds(Number(text) * unit);
  return parseTimeSpan(text);
}
