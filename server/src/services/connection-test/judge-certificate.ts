import { isIP } from 'node:net';
import { checkServerIdentity, type TLSSocket } from 'node:tls';
import type { StepFinding } from './test-step.ts';

const dayMs = 86_400_000;

/** Whether mail programs will take the certificate for this name: its name, its dates, who signed it. */
export function judgeCertificate(socket: TLSSocket, host: string, now: number): StepFinding {
  const certificate = socket.getPeerCertificate();
  const expires = Date.parse(certificate.valid_to);
  const day = new Date(expires).toISOString().slice(0, 10);
  if (Date.parse(certificate.valid_from) > now) {
    return bad(
      `The certificate is valid only from ${certificate.valid_from} on.`,
      `Le certificat n’est valable qu’à partir du ${certificate.valid_from}.`,
    );
  }
  if (expires <= now) {
    return bad(
      `The certificate expired on ${day}; mail programs refuse it. Install a new one.`,
      `Le certificat a expiré le ${day} ; les logiciels le refusent. Installez-en un nouveau.`,
    );
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
    return {
      outcome: 'warning',
      text: {
        en: `Valid until ${day}, but signed by nobody that mail programs know (${String(socket.authorizationError)}): they will warn.`,
        fr: `Valable jusqu’au ${day}, mais signé par personne que les logiciels connaissent (${String(socket.authorizationError)}) : ils avertiront.`,
      },
    };
  }
  if (expires - now < 14 * dayMs) {
    return {
      outcome: 'warning',
      text: { en: `It expires soon, on ${day}.`, fr: `Il expire bientôt, le ${day}.` },
    };
  }
  return { outcome: 'good', text: { en: `Valid until ${day}.`, fr: `Valable jusqu’au ${day}.` } };
}

function bad(en: string, fr: string): StepFinding {
  return { outcome: 'bad', text: { en, fr }, goOn: true };
}
