import type { BodyPart } from './mail-types.ts';

/** How an attachment can be looked at; `null`: only saved. SVG and HTML act, so they are never shown. */
export function attachmentKind({
  type,
  size,
}: Pick<BodyPart, 'type' | 'size'>): 'picture' | 'pdf' | 'text' | 'message' | null {
  if (/^image\/(?:png|jpeg|gif|webp|avif)$/.test(type)) return 'picture';
  if (type === 'application/pdf') return 'pdf';
  if (type === 'message/rfc822') return 'message';
  if (
    /^text\/(?:plain|csv|markdown|x-log|enriched|richtext)$|^application\/(?:json|xml)$/.test(type) &&
    size < 2_000_000
  )
    return 'text';
  return null;
}
