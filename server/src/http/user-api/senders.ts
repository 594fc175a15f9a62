import type { FastifyInstance } from 'fastify';
import type { HttpContext } from '../http-context.ts';
import { sendersFor } from '../jmap/mail/identities.ts';

/** `GET /api/senders`: as whom else the caller may write, with the right that lets him: `send-as` or `on-behalf`. */
export function senders(app: FastifyInstance, context: HttpContext): void {
  app.get('/api/senders', async (request) => {
    const { mailbox } = await context.userOf(request);
    return {
      value: sendersFor(mailbox, context.directory).map(({ displayName, email, right }) => ({
        name: displayName,
        email,
        right,
      })),
    };
  });
}
