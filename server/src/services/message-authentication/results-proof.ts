import { createHmac, timingSafeEqual } from 'node:crypto';
import { fieldBody, type HeaderField } from './header-fields.ts';

// What a reader sees of a message: results of one are none of another's.
const boundNames: readonly string[] = ['from', 'subject', 'date', 'message-id'];
const proofAtEnd = /\(relais=([\w-]{22})\)$/;

/**
 * Tells the Authentication-Results that this organization's servers wrote at delivery from those that came with a message
 * (RFC 8601 §7.1): by IMAP APPEND, an import or a server that does not look, any field may stand on top. The proof is a
 * comment at its end, over the results and the fields that readers see.
 */
export class ResultsProof {
  private readonly secret: string;

  constructor(secret: string) {
    this.secret = secret;
  }

  /** `results`: the whole field, with its line end; gives it with its proof. */
  add(results: string, header: readonly HeaderField[]): string {
    const body = fieldBody({ name: '', raw: results.trimEnd() });
    return `${results.trimEnd()}\r\n\t(relais=${this.of(body, header)})\r\n`;
  }

  /** The results in a stored header that hold, unfolded and without the proof; `null`: none was written here. */
  find(header: readonly HeaderField[]): string | null {
    const topmost = header.find(({ name }) => name === 'authentication-results');
    const proved = topmost === undefined ? null : split(fieldBody(topmost));
    if (proved === null) return null;
    const { body, proof } = proved;
    return timingSafeEqual(Buffer.from(proof), Buffer.from(this.of(body, header))) ? body : null;
  }

  private of(body: string, header: readonly HeaderField[]): string {
    const hmac = createHmac('sha256', this.secret).update(oneSpace(body), 'latin1');
    for (const one of header)
      if (boundNames.includes(one.name)) hmac.update(`\n${one.name}:${oneSpace(fieldBody(one))}`, 'latin1');
    return hmac.digest('base64url').slice(0, 22);
  }
}

/** A field without its proof, for those who cannot check it. */
export function withoutProof(body: string): string {
  return split(body)?.body ?? body;
}

/** What stands before the proof, and the proof; the text may be a stranger's, and of any length. */
function split(text: string): { readonly body: string; readonly proof: string } | null {
  const found = proofAtEnd.exec(text);
  return found === null ? null : { body: text.slice(0, found.index).trimEnd(), proof: found[1] ?? '' };
}

function oneSpace(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
