import type { FastifyInstance } from 'fastify';
import { mailTipFor } from '../../domain/directory/mail-tip.ts';
import { isSwitchedOn } from '../../domain/directory/organization-switches.ts';
import type { HttpContext } from '../http-context.ts';

/** Addresses of one question; a message to more people than that says nothing about the rest. */
const most = 100;

/** `GET /api/mail-tips?address=…&address=…`: what is to be known before one writes to them, where there is something. */
export function mailTips(app: FastifyInstance, context: HttpContext): void {
  app.get<{ Querystring: { address?: string | readonly string[] } }>('/api/mail-tips', async (request) => {
    const caller = await context.userOf(request);
    if (!isSwitchedOn(context.directory, 'MailTipsAllTipsEnabled')) return { value: [] };
    const language = context.languageOf(request, caller);
    const asked = [request.query.address ?? []].flat().slice(0, most);
    const value = asked.flatMap((address) => {
      const found = context.directory.findRecipient(String(address).slice(0, 320));
      // By an address only: names and identifiers are for administrators.
      if (found === null || !String(address).includes('@')) return [];
      const text = mailTipFor(found, language);
      return text === null ? [] : [{ address, name: found.displayName, text }];
    });
    return { value };
  });
}
