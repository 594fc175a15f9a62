import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { CertificateRefusal } from './certificate-refusal.ts';

/**
 * A distinguished name such as `C=FR, O=Contoso, CN=mail.contoso.com`, in any case, with `S` for a state as Windows writes
 * it. It is encoded from the country to the common name, whichever comes first in the text. @throws Error with a sentence for the administrator.
 */
export function distinguishedName(subject: string): x509.Name {
  try {
    const parts = new x509.Name(inStandardNames(subject)).toJSON();
    if (parts.length === 0) throw new Error('it names nothing');
    // RFC 4514 §2.1 writes the last part first.
    return new x509.Name('CN' in (parts[0] ?? {}) ? parts.toReversed() : parts);
  } catch (cause) {
    throw new CertificateRefusal(
      {
        en: `"${subject}" is no distinguished name; one looks like CN=mail.contoso.com, O=Contoso, C=FR`,
        fr: `« ${subject} » n’est pas un nom unique ; il ressemble à CN=mail.contoso.com, O=Contoso, C=FR`,
      },
      { cause },
    );
  }
}

/** As Windows shows a subject, and as RFC 4514 has it: the common name first. */
export function shownName(name: x509.Name): string {
  return new x509.Name(name.toJSON().toReversed()).toString();
}

/** The attributes in the names of RFC 4514 §3: Windows takes any case and spaces, and writes `S` for `ST`. */
function inStandardNames(subject: string): string {
  return subject.trim().replaceAll(/(^|[,+])\s*([A-Za-z]+)\s*=\s*/g, (_, before: string, name: string) => {
    const upper = name.toUpperCase();
    return `${before}${before === '' ? '' : ' '}${upper === 'S' ? 'ST' : upper}=`;
  });
}
