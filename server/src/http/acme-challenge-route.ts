import { challengeToken } from '../services/acme/prove-names.ts';
import type { HttpRoutes } from './http-context.ts';
import { HttpRefusal } from './refusal.ts';

/** RFC 8555 §8.3: proves to a certificate authority that a name is this server's. Any node answers for all of them. */
export function createAcmeChallengeRoute(answerOf: (token: string) => Promise<string | null>): HttpRoutes {
  return (app) => {
    app.get<{ Params: { token: string } }>('/.well-known/acme-challenge/:token', async (request, reply) => {
      const { token } = request.params;
      // Nobody but us and the authority knows the tokens; whatever else is asked costs no look into the store.
      const answer = challengeToken.test(token) ? await answerOf(token) : null;
      if (answer === null)
        throw new HttpRefusal(404, 'NotFound', {
          en: 'No certificate authority waits for this answer.',
          fr: 'Aucune autorité de certification n’attend cette réponse.',
        });
      return reply.header('Cache-Control', 'no-store').type('application/octet-stream').send(answer);
    });
  };
}
