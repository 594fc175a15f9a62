import { type Language, TimeSpan } from '@relais/management-contract';
import { padded } from './bounded-text.ts';
import { roundHalfEven, tryNumber } from './convert-number.ts';
import { cultures, localNumber } from './culture.ts';
import { numberText } from './number-text.ts';
import { operationError } from './shell-error.ts';
import { toText } from './to-text.ts';
import { UniversalDate } from './universal-date.ts';
import type { Value } from './values.ts';

/** `-f`: `{0}`, `{1,10}`, `{0:N2}`, `{{`. @throws OperationError when an index has no value. */
export function formatComposite(template: string, given: readonly Value[], language: Language = 'en'): string {
  return template.replaceAll(
    /\{\{|\}\}|\{(\d+)(?:,\s*(-?\d+))?(?::([^{}]*))?\}|[{}]/g,
    (whole, index, width, format) => {
      if (whole === '{{') return '{';
      if (whole === '}}') return '}';
      if (index === undefined)
        throw operationError(
          'FormatError',
          'Error formatting a string: Input string was not in a correct format.',
          'InvalidOperation',
        );
      if (Number(index) >= given.length) {
        throw operationError(
          'FormatError',
          'Error formatting a string: Index (zero based) must be greater than or equal to zero and less than the size of the argument list.',
        );
      }
      const text = formatValue(given[Number(index)] ?? null, format ?? '', language);
      const wide = Number(width ?? 0);
      return padded(text, Math.abs(wide), wide < 0 ? 'end' : 'start');
    },
  );
}

/** A value under a .NET format such as `N2`, `D4`, `yyyy-MM-dd`; an empty format is the plain text. */
export function formatValue(value: Value, format: string, language: Language = 'en'): string {
  if (value instanceof Date) return formatDate(value, format === '' ? 'G' : format, language);
  if (format === '') return typeof value === 'number' ? localNumber(toText(value), language) : toText(value);
  if (value instanceof TimeSpan) return formatTimeSpan(value, format);
  const number = typeof value === 'number' || (typeof value === 'object' && value !== null) ? tryNumber(value) : null;
  return number === null ? toText(value) : formatNumber(number, format, language);
}

function grouped(digits: string, separator: string): string {
  return digits.replaceAll(/\B(?=(?:\d{3})+$)/g, separator);
}

function fixed(value: number, digits: number): string {
  const exact = Math.abs(value).toFixed(Math.min(digits, 20));
  return exact;
}

function formatNumber(value: number, format: string, language: Language = 'en'): string {
  const { decimal, group, currency } = cultures[language];
  const standard = /^([a-zA-Z])(\d{0,2})$/.exec(format);
  if (standard === null) return customNumber(value, format, language);
  const digits = standard[2] === '' ? null : Number(standard[2]);
  const sign = value < 0 ? '-' : '';
  switch (standard[1]?.toUpperCase()) {
    case 'N': {
      const [whole = '', part] = fixed(value, digits ?? 2).split('.');
      return `${sign}${grouped(whole, group)}${part === undefined ? '' : decimal + part}`;
    }
    case 'F':
      return localNumber(sign + fixed(value, digits ?? 2), language);
    case 'C': {
      const [whole = '', part] = fixed(value, digits ?? 2).split('.');
      return currency(`${grouped(whole, group)}${part === undefined ? '' : decimal + part}`, sign !== '');
    }
    case 'P': {
      const [whole = '', part] = fixed(value * 100, digits ?? 2).split('.');
      return `${sign}${grouped(whole, group)}${part === undefined ? '' : decimal + part} %`;
    }
    case 'D':
      return sign + String(Math.abs(roundHalfEven(value))).padStart(digits ?? 1, '0');
    case 'X': {
      const text = (value < 0 ? value + 2 ** 32 : value).toString(16).padStart(digits ?? 1, '0');
      return standard[1] === 'X' ? text.toUpperCase() : text;
    }
    case 'E': {
      const [mantissa, exponent = '+0'] = value.toExponential(digits ?? 6).split('e');
      return `${localNumber(mantissa ?? '', language)}${standard[1]}${exponent.charAt(0)}${exponent.slice(1).padStart(3, '0')}`;
    }
    case 'G':
    case 'R':
      return localNumber(
        digits === null ? numberText(value) : numberText(Number(value.toPrecision(Math.max(1, digits)))),
        language,
      );
    default:
      throw operationError(
        'FormatError',
        `"${format}" is no number format; N2, D4, F1, P0, X, C, E or 0.00 are.`,
        'InvalidArgument',
      );
  }
}

/** `0.00`, `#,##0`, `000`, with literal text around. */
function customNumber(value: number, format: string, language: Language): string {
  const { decimal, group } = cultures[language];
  const match = /^([^0#]*)([#0,]*)(?:\.([#0]+))?(.*)$/s.exec(format);
  if (match === null || match[2] === '') return format;
  const [, before = '', wholeMask = '', partMask = '', after = ''] = match;
  const scaled = after.startsWith('%') ? value * 100 : value;
  const [whole = '0', part = ''] = fixed(scaled, partMask.length).split('.');
  const least = wholeMask.replaceAll(/[^0]/g, '').length;
  let shown = (whole === '0' && least === 0 ? '' : whole).padStart(least, '0');
  if (wholeMask.includes(',')) shown = grouped(shown, group);
  let shownPart = part;
  while (shownPart.endsWith('0') && partMask.charAt(shownPart.length - 1) === '#') shownPart = shownPart.slice(0, -1);
  return `${scaled < 0 ? '-' : ''}${before}${shown}${shownPart === '' ? '' : decimal + shownPart}${after}`;
}

export function formatDate(date: Date, format: string, language: Language = 'en'): string {
  // RFC 1123's dates are English everywhere.
  const { days, months, shortDays, shortMonths, dates } = cultures[/^[rR]$/.test(format) ? 'en' : language];
  const pattern = dates[format] ?? format;
  const two = (part: number): string => String(part).padStart(2, '0');
  const half = date.getHours() % 12 === 0 ? 12 : date.getHours() % 12;
  const isUniversal = date instanceof UniversalDate;
  const offset = isUniversal ? 0 : -date.getTimezoneOffset();
  const zone = `${offset < 0 ? '-' : '+'}${two(Math.floor(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`;
  const fraction = `${String(date.getMilliseconds()).padStart(3, '0')}0000`;
  return pattern.replaceAll(
    /'([^']*)'|"([^"]*)"|\\(.)|y+|M+|d+|H+|h+|m+|s+|f+|t+|z+|K/g,
    (token, single, double, plain) => {
      const literal = single ?? double ?? plain;
      if (literal !== undefined) return literal;
      switch (token.charAt(0)) {
        case 'y':
          return token.length <= 2
            ? two(date.getFullYear() % 100)
            : String(date.getFullYear()).padStart(token.length, '0');
        case 'M': {
          return token.length >= 4
            ? (months[date.getMonth()] ?? '')
            : token.length === 3
              ? (shortMonths[date.getMonth()] ?? '')
              : String(date.getMonth() + 1).padStart(token.length, '0');
        }
        case 'd': {
          return token.length >= 4
            ? (days[date.getDay()] ?? '')
            : token.length === 3
              ? (shortDays[date.getDay()] ?? '')
              : String(date.getDate()).padStart(token.length, '0');
        }
        case 'H':
          return String(date.getHours()).padStart(Math.min(token.length, 2), '0');
        case 'h':
          return String(half).padStart(Math.min(token.length, 2), '0');
        case 'm':
          return String(date.getMinutes()).padStart(Math.min(token.length, 2), '0');
        case 's':
          return String(date.getSeconds()).padStart(Math.min(token.length, 2), '0');
        case 'f':
          return fraction.slice(0, token.length);
        case 't':
          return language === 'fr' ? '' : (date.getHours() < 12 ? 'AM' : 'PM').slice(0, token.length);
        case 'K':
          return isUniversal ? 'Z' : zone;
        default:
          return zone;
      }
    },
  );
}

function formatTimeSpan(value: TimeSpan, format: string): string {
  if (/^[cgtTG]$/.test(format)) return value.toString();
  const total = Math.abs(value.milliseconds);
  const parts: Readonly<Record<string, number>> = {
    d: Math.floor(total / 86_400_000),
    h: Math.floor(total / 3_600_000) % 24,
    m: Math.floor(total / 60_000) % 60,
    s: Math.floor(total / 1000) % 60,
  };
  return format.replaceAll(/\\(.)|'([^']*)'|d+|h+|m+|s+|f+/g, (token, plain, quoted) => {
    const literal = plain ?? quoted;
    if (literal !== undefined) return literal;
    if (token.startsWith('f')) return `${String(total % 1000).padStart(3, '0')}0000`.slice(0, token.length);
    return String(parts[token.charAt(0)] ?? 0).padStart(token.length, '0');
  });
}
