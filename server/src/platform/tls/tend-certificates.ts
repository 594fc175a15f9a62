import type { Clock } from '../clock/clock.ts';
import type { Log } from '../log/log.ts';
import type { CertificateInfo, CertificateStore } from './certificates.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** As the admin center has it: a month, and of short lifetimes less than is left when they are renewed by ACME, which is a third. */
function warnBeforeMs({ notBefore, notAfter }: Pick<CertificateInfo, 'notBefore' | 'notAfter'>): number {
  return Math.min(30 * dayMs, (notAfter.getTime() - notBefore.getTime()) * 0.3);
}

/** What is wrong with a certificate's time, as an event of the log and a sentence for the operator. */
export interface CertificateTrouble {
  readonly event: 'certificate-ends-soon' | 'certificate-ended' | 'certificate-not-yet-valid';
  readonly sentence: string;
}

/**
 * Makes the server's own certificates anew in time, now and every hour, and logs once a day which of the others end soon,
 * have ended, or hold from a later time on, and which cannot be used. The result ends it.
 */
export async function tendCertificates(parts: {
  readonly certificates: CertificateStore;
  readonly clock: Clock;
  readonly log: Log;
}): Promise<() => void> {
  const { certificates, clock, log } = parts;
  const saidAt = new Map<string, number>();
  const sayDaily = (key: string, say: () => void): void => {
    const before = saidAt.get(key);
    if (before !== undefined && clock.elapsed() - before < dayMs) return;
    saidAt.set(key, clock.elapsed());
    say();
  };
  const look = async (isClockSettled: boolean): Promise<void> => {
    try {
      for (const { before, after } of await certificates.renewSelfMade(isClockSettled))
        log.info('certificate-renewed', {
          names: after.names.join(', '),
          before: before.thumbprint,
          thumbprint: after.thumbprint,
          notAfter: after.notAfter.toISOString(),
        });
    } catch (cause) {
      sayDaily('renewal', () => log.error('certificate-not-renewed', cause));
    }
    for (const { name, sentence } of certificates.unusable())
      sayDaily(`${name} unusable`, () => log.warn('certificate-unusable', { name, reason: sentence }));
    for (const info of certificates.presented()) {
      const trouble = certificateTrouble(info, clock.now());
      if (trouble === null) continue;
      sayDaily(`${info.thumbprint} ${trouble.event}`, () =>
        log.warn(trouble.event, { thumbprint: info.thumbprint, reason: trouble.sentence }),
      );
    }
  };
  // A machine without a clock of its own begins years behind, until it hears the time.
  await look(false);
  const timer = clock.after(hourMs, () => {
    timer.restart();
    void look(true);
  });
  return () => timer.cancel();
}

/** `null`: it holds for another month. */
export function certificateTrouble(info: CertificateInfo, now: number): CertificateTrouble | null {
  const { notBefore, notAfter, thumbprint } = info;
  const which = `the certificate ${thumbprint} for ${info.names.join(', ')}`;
  const next =
    'Import the next one with Import-ExchangeCertificate, or put it into the certificates folder and send SIGHUP.';
  if (notAfter.getTime() < now)
    return {
      event: 'certificate-ended',
      sentence: `${which} ended on ${day(notAfter)}, and clients refuse it. ${next}`,
    };
  if (now < notBefore.getTime())
    return {
      event: 'certificate-not-yet-valid',
      sentence: `${which} holds from ${day(notBefore)} on, and clients refuse it until then. Set the clock of this machine right, or present another one.`,
    };
  const leftMs = notAfter.getTime() - now;
  if (leftMs >= warnBeforeMs(info)) return null;
  return {
    event: 'certificate-ends-soon',
    sentence: `${which} ends on ${day(notAfter)} (days left: ${Math.floor(leftMs / dayMs)}). ${next}`,
  };
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}
