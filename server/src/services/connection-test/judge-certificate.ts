import { isIP } from 'node:net';
import { checkServerIdentity, type TLSSocket } from 'node:tls';
import type { LocalisedText } from '@relais/management-contract';
import { signerWords } from './network-words.ts';
import type { DayText, StepFinding } from './test-step.ts';

const dayMs = 86_400_000;

/** Whether mail programs will take the certificate for this name: its name, its dates, who signed it. */
export function judgeCertificate(socket: TLSSocket, host: string, now: number, dayText: DayText): StepFinding {
  const certificate = socket.getPeerCertificate();
  const begins = Date.parse(certificate.valid_from);
  const expires = Date.parse(certificate.valid_to);
  const day: LocalisedText = { en: dayText(expires, 'en'), fr: dayText(expires, 'fr') };
  if (begins > now) {
    return {
      ...bad(
        `The certificate is valid only from ${dayText(begins, 'en')} on.`,
        `Le certificat n’est valable qu’à partir du ${dayText(begins, 'fr')}.`,
      ),
      day: begins,
    };
  }
  if (expires <= now) {
    return {
      ...bad(
        `The certificate expired on ${day.en}; mail programs refuse it. Install a new one.`,
        `Le certificat a expiré le ${day.fr} ; les logiciels le refusent. Installez-en un nouveau.`,
      ),
      day: expires,
    };
  }
  const mismatch = checkServerIdentity(isIP(host) === 0 ? host : `${host}`, certificate);
  if (mismatch !== undefined) {
    const names = certificate.subjectaltname ?? certificate.subject?.CN ?? '';
    return bad(
      `The certificate is not for ${host} but for ${names}; mail programs refuse it. Use one of its names, or a certificate for this name.`,
      `Le certificat n’est pas pour ${host} mais pour ${names} ; les logiciels le refusent. Utilisez un de ses noms, ou un certificat pour ce nom.`,
    );
  }
  if (!socket.authorized) {
    const signer = signerWords(socket.authorizationError);
    return {
      outcome: 'warning',
      day: expires,
      text: {
        en: `Valid until ${day.en}, but ${signer.en}: mail programs will warn.`,
        fr: `Valable jusqu’au ${day.fr}, mais ${signer.fr} : les logiciels avertiront.`,
      },
    };
  }
  if (expires - now < 14 * dayMs) {
    return {
      outcome: 'warning',
      day: expires,
      text: { en: `It expires soon, on ${day.en}.`, fr: `Il expire bientôt, le ${day.fr}.` },
    };
  }
  return {
    outcome: 'good',
    day: expires,
    text: { en: `Valid until ${day.en}.`, fr: `Valable jusqu’au ${day.fr}.` },
  };
}

function bad(en: string, fr: string): StepFinding {
  return { outcome: 'bad', text: { en, fr }, goOn: true };
}
