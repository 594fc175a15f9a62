import { decodeParameter, type MimePart } from '@relais/mime';
import type { Disclaimer } from '../delivery.ts';

/**
 * The texts that readers see at the beginning or at the end of a message, of each of its alternatives. None: a signature covers them, they are
 * encrypted, or there are none.
 */
export function bodiesOf(root: MimePart, location: Disclaimer['location']): readonly MimePart[] {
  return isSealed(root) ? [] : bodiesAt(root, location, true);
}

/** A program's word to a program (RFC 6522): nobody adds to it. */
export function isReport({ type, subtype }: MimePart): boolean {
  return type === 'multipart' && subtype === 'report';
}

function isSealed({ type, subtype, children }: MimePart): boolean {
  if (type === 'multipart' && (subtype === 'signed' || subtype === 'encrypted')) return true;
  if (type === 'application' && /^(?:x-)?pkcs7-mime$|^pgp-encrypted$/.test(subtype)) return true;
  return children.some(isSealed);
}

function bodiesAt(part: MimePart, location: Disclaimer['location'], isRoot: boolean): readonly MimePart[] {
  const { children } = part;
  if (part.type !== 'multipart') return isText(part, isRoot) ? [part] : [];
  if (part.subtype === 'alternative') return children.flatMap((child) => bodiesAt(child, location, false));
  if (part.subtype === 'related') return children.slice(0, 1).flatMap((child) => bodiesAt(child, location, false));
  for (const child of location === 'Prepend' ? children : children.toReversed()) {
    const found = bodiesAt(child, location, false);
    if (found.length > 0) return found;
  }
  return [];
}

function isText(part: MimePart, isRoot: boolean): boolean {
  const { type, subtype, disposition, parameters, headerStart, bodyStart, fields } = part;
  if (type !== 'text' || (subtype !== 'plain' && subtype !== 'html')) return false;
  if (disposition?.type === 'attachment' || decodeParameter(disposition?.parameters ?? [], 'filename') !== null)
    return false;
  if (decodeParameter(parameters, 'name') !== null) return false;
  // A part that the scanner had to make up, or one whose header a boundary cut off: no field can be written there.
  return isRoot || (headerStart !== bodyStart && fields.at(-1)?.end !== bodyStart);
}
