import type { FastifyInstance } from 'fastify';
import type { WebmailPreferences } from '../../domain/personal/webmail-preferences.ts';
import type { HttpContext } from '../http-context.ts';
import { HttpRefusal } from '../refusal.ts';

const mostBytes = 64 * 1024;

/** `GET` and `POST /api/webmail-preferences`: what webmail remembers for its user on every browser. */
export function webmailPreferences(app: FastifyInstance, context: HttpContext, preferences: WebmailPreferences): void {
  app.get('/api/webmail-preferences', async (request) => {
    const { mailbox } = await context.userOf(request);
    return preferences.of(mailbox.guid);
  });

  app.post('/api/webmail-preferences', { bodyLimit: mostBytes }, async (request) => {
    const { mailbox } = await context.userOf(request);
    const change = request.body;
    const isGood =
      typeof change === 'object' &&
      change !== null &&
      !Array.isArray(change) &&
      Object.keys(change).every((key) => /^[a-z][A-Za-z]{0,39}$/.test(key));
    const size = isGood ? JSON.stringify({ ...(await preferences.of(mailbox.guid)), ...change }).length : 0;
    if (!isGood || size > mostBytes) {
      throw new HttpRefusal(400, 'BadRequest', {
        en: `Preferences are an object of at most ${mostBytes} bytes whose keys are words, such as {"readingPane":"bottom"}.`,
        fr: `Les préférences sont un objet d’au plus ${mostBytes} octets dont les clés sont des mots, par exemple {"readingPane":"bottom"}.`,
      });
    }
    return preferences.change(mailbox.guid, change as Record<string, unknown>);
  });
}
