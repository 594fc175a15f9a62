import type { FastifyInstance } from 'fastify';
import { HttpRefusal } from './refusal.ts';
import { isOverLimit } from './request-door.ts';

/** Answers over connections beyond the limit of their address, before anything is looked at. */
export function refuseConnections(app: FastifyInstance, most: () => number): void {
  app.addHook('onRequest', async (request) => {
    if (!isOverLimit(request.raw)) return;
    throw new HttpRefusal(
      429,
      'Throttled',
      {
        en: `Your address has ${most()} connections to this server, as many as it may have (MaxConnectionFromSingleIP). Close some, or try again in a minute.`,
        fr: `Votre adresse a ${most()} connexions à ce serveur, le maximum permis (MaxConnectionFromSingleIP). Fermez-en, ou réessayez dans une minute.`,
      },
      { 'retry-after': '60', connection: 'close' },
    );
  });
}
