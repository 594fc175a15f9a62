import { imapNstring, imapString } from './imap-string.ts';
import { joinedParameters } from './joined-parameters.ts';
import type { Disposition, MimePart, Parameter } from './mime-part.ts';
import { envelopeText } from './render-envelope.ts';

/**
 * The bytes behind `BODYSTRUCTURE ` (`extended: true`) or `BODY ` (`extended: false`) in a FETCH response
 * (RFC 9051 §7.5.2, `body` in §9). Segments of a parameter are put together; `name*` stays encoded (RFC 2231 §4).
 */
export function renderBodyStructure(part: MimePart, options: { extended: boolean }): Buffer {
  return Buffer.from(bodyText(part, options.extended), 'latin1');
}

function bodyText(part: MimePart, extended: boolean): string {
  if (part.type === 'multipart') {
    const children = part.children.map((child) => bodyText(child, extended)).join('');
    const extension = extended
      ? ` ${parametersText(part.parameters)} ${dispositionText(part.disposition)} ${languageText(part.language)} ${imapNstring(part.location)}`
      : '';
    return `(${children} ${imapString(part.subtype)}${extension})`;
  }
  const fields = [
    imapString(part.type),
    imapString(part.subtype),
    parametersText(part.parameters),
    imapNstring(part.id),
    imapNstring(part.description),
    imapString(part.encoding),
    String(part.sizeBytes),
  ];
  if (part.message) {
    fields.push(
      envelopeText(part.message.envelope),
      bodyText(part.message.structure.root, extended),
      String(part.lines),
    );
  } else if (part.type === 'text') fields.push(String(part.lines));
  if (extended) {
    fields.push(
      imapNstring(part.md5),
      dispositionText(part.disposition),
      languageText(part.language),
      imapNstring(part.location),
    );
  }
  return `(${fields.join(' ')})`;
}

function parametersText(parameters: readonly Parameter[]): string {
  if (parameters.length === 0) return 'NIL';
  return `(${joinedParameters(parameters)
    .map((parameter) => `${imapString(parameter.name)} ${imapString(parameter.value)}`)
    .join(' ')})`;
}

function dispositionText(disposition: Disposition | null): string {
  if (!disposition) return 'NIL';
  return `(${imapString(disposition.type)} ${parametersText(disposition.parameters)})`;
}

function languageText(language: readonly string[]): string {
  const [first] = language;
  if (first === undefined) return 'NIL';
  return language.length === 1 ? imapString(first) : `(${language.map(imapString).join(' ')})`;
}
