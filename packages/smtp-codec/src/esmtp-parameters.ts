import { badArguments, SmtpSyntaxError } from './syntax-error.ts';

/** RFC 5321 §4.1.2: `keyword[=value]`, by keyword in upper case; a keyword without a value maps to `null`. */
export type EsmtpParameters = ReadonlyMap<string, string | null>;

// With SMTPUTF8 a value may hold UTF-8 (RFC 6531 §3.3).
const form = /^([A-Za-z0-9][A-Za-z0-9-]*)(?:=([!-<>-~\u0080-\u{10ffff}]+))?$/u;

export function readParameters(text: string): EsmtpParameters {
  const parameters = new Map<string, string | null>();
  if (text === '') return parameters;
  for (const word of text.split(/ +/)) {
    const match = form.exec(word);
    const keyword = match?.[1]?.toUpperCase();
    if (keyword === undefined) throw badArguments(`Invalid arguments: ${word.slice(0, 60)} is no parameter`);
    if (parameters.has(keyword)) throw badArguments(`Invalid arguments: ${keyword} is given twice`);
    parameters.set(keyword, match?.[2] ?? null);
  }
  return parameters;
}

/** RFC 5321 §4.1.1.11: 555 names a parameter that is not implemented. */
export function unknownParameter(keyword: string): SmtpSyntaxError {
  return new SmtpSyntaxError(555, '5.5.4', `Unsupported parameter: ${keyword.slice(0, 60)}`);
}

/** The value of `keyword`, which must have one. */
export function requireValue(keyword: string, value: string | null): string {
  if (value === null) throw badArguments(`Invalid arguments: ${keyword} needs a value, as in ${keyword}=value`);
  return value;
}
