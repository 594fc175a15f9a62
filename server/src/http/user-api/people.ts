import type { FastifyInstance } from 'fastify';
import type { HttpContext } from '../http-context.ts';

const most = 8;

/** `GET /api/people?query=li`: whom of the organisation a writer may mean; those hidden from address lists are left out. */
export function people(app: FastifyInstance, context: HttpContext): void {
  app.get<{ Querystring: { query?: string } }>('/api/people', async (request) => {
    await context.userOf(request);
    const words = folded(String(request.query.query ?? '').slice(0, 100))
      .split(/\s+/)
      .filter((word) => word !== '');
    if (words.length === 0) return { value: [] };
    const found = context.directory
      .mailboxes()
      .filter((mailbox) => mailbox.enabled && !mailbox.hiddenFromAddressLists && mailbox.emailAddresses.length > 0)
      .map((mailbox) => {
        const parts = [
          ...folded(mailbox.displayName).split(/[\s'’-]+/),
          folded(mailbox.alias),
          ...mailbox.emailAddresses.map(folded),
        ];
        return { mailbox, hits: words.every((word) => parts.some((part) => part.startsWith(word))) };
      })
      .filter(({ hits }) => hits)
      .sort((a, b) => a.mailbox.displayName.localeCompare(b.mailbox.displayName))
      .slice(0, most);
    return {
      value: found.map(({ mailbox }) => ({ name: mailbox.displayName, email: mailbox.emailAddresses[0] })),
    };
  });
}

/** Without case and accents, so that `helene` finds Hélène. */
function folded(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
