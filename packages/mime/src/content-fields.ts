import type { MimeLimits } from './limits.ts';
import type { Disposition, HeaderField, MimePart, Parameter } from './mime-part.ts';
import { fieldValue } from './mime-part.ts';
import { parseParameters, readToken, skipComments } from './parameters.ts';
import { type RawText, trimWhiteSpace } from './raw-text.ts';

type ContentFields = Pick<
  MimePart,
  | 'type'
  | 'subtype'
  | 'parameters'
  | 'id'
  | 'description'
  | 'encoding'
  | 'disposition'
  | 'language'
  | 'location'
  | 'md5'
>;

/**
 * What the Content-* fields say. `inDigest`: the part stands in a multipart/digest, where the default is
 * message/rfc822 (RFC 2046 §5.1.5); everywhere else it is text/plain in US-ASCII (RFC 2045 §5.2).
 */
export function readContentFields(
  fields: readonly HeaderField[],
  inDigest: boolean,
  limits: MimeLimits,
): ContentFields {
  const typeValue = fieldValue(fields, 'content-type');
  const dispositionValue = fieldValue(fields, 'content-disposition');
  const languageValue = fieldValue(fields, 'content-language');
  const encodingValue = fieldValue(fields, 'content-transfer-encoding');
  return {
    ...(mediaType(typeValue, limits) ?? defaultMediaType(inDigest)),
    id: fieldValue(fields, 'content-id'),
    description: fieldValue(fields, 'content-description'),
    // RFC 2045 §6.1: 7BIT unless said otherwise.
    encoding: (encodingValue === null ? '' : transferEncoding(encodingValue)) || '7bit',
    disposition: dispositionValue === null ? null : disposition(dispositionValue, limits),
    language: languageValue === null ? [] : languageTags(languageValue, limits),
    location: fieldValue(fields, 'content-location'),
    md5: fieldValue(fields, 'content-md5'),
  };
}

/** The token in lower case; `8 bit`, as some senders write it, is `8bit`. */
function transferEncoding(value: RawText): string {
  const { token, end } = readToken(value, skipComments(value, 0));
  return (token === '7' || token === '8') && /^[ \t]+bit/i.test(value.slice(end)) ? `${token}bit` : token;
}

function defaultMediaType(inDigest: boolean): { type: string; subtype: string; parameters: Parameter[] } {
  if (inDigest) return { type: 'message', subtype: 'rfc822', parameters: [] };
  return { type: 'text', subtype: 'plain', parameters: [{ name: 'charset', value: 'us-ascii' }] };
}

function mediaType(
  value: RawText | null,
  limits: MimeLimits,
): { type: string; subtype: string; parameters: Parameter[] } | null {
  if (value === null) return null;
  const type = readToken(value, skipComments(value, 0));
  let at = skipComments(value, type.end);
  if (!type.token || value[at] !== '/') return null;
  const subtype = readToken(value, skipComments(value, at + 1));
  if (!subtype.token) return null;
  at = subtype.end;
  return { type: type.token, subtype: subtype.token, parameters: parseParameters(value, at, limits.maxParameters) };
}

function disposition(value: RawText, limits: MimeLimits): Disposition | null {
  const type = readToken(value, skipComments(value, 0));
  if (!type.token) return null;
  return { type: type.token, parameters: parseParameters(value, type.end, limits.maxParameters) };
}

// RFC 3282 §2: a comma separated list of tags.
function languageTags(value: RawText, limits: MimeLimits): RawText[] {
  const tags: RawText[] = [];
  for (const piece of value.split(',', limits.maxParameters)) {
    const tag = trimWhiteSpace(piece.replace(/\([^()]*\)/g, ''));
    if (tag) tags.push(tag);
  }
  return tags;
}
