import type { IssuedCertificate } from '../../domain/configuration/acme-store.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** When two thirds of the lifetime are over: 30 days before the end of one of 90 days, and in time with those of six. */
export function usualRenewal({ notBefore, notAfter }: Pick<IssuedCertificate, 'notBefore' | 'notAfter'>): number {
  return notBefore + Math.round(((notAfter - notBefore) * 2) / 3);
}

/** After this many failures in a row: an hour, then twice as long each time, a day at most. Authorities let five go wrong an hour. */
export function waitAfter(failures: number): number {
  return Math.min(hourMs * 2 ** Math.max(0, failures - 1), dayMs);
}
