import type { FastifyInstance } from 'fastify';
import type { AutomaticReply } from '../../domain/automation/automatic-reply.ts';
import { DirectoryError } from '../../domain/directory/directory.ts';
import type { HttpContext } from '../http-context.ts';
import { knownSender } from '../large-bodies.ts';
import { HttpRefusal } from '../refusal.ts';

const longestMessage = 128_000;
const mostBytes = 1024 * 1024;

/** `GET` and `POST /api/automatic-replies`: the caller's own; times as ISO 8601 or null, messages as HTML or plain text. */
export function automaticReplies(app: FastifyInstance, context: HttpContext): void {
  const { replies } = context.automation;

  app.get('/api/automatic-replies', async (request) => {
    const { mailbox } = await context.userOf(request);
    return viewOf(replies.of(mailbox.guid));
  });

  const options = { bodyLimit: mostBytes, onRequest: knownSender(context.userOf) };
  app.post('/api/automatic-replies', options, async (request) => {
    const caller = await context.userOf(request);
    const { mailbox } = caller;
    const kept = await replies.set(mailbox.guid, replyIn(request.body)).catch((cause: unknown) => {
      if (!(cause instanceof DirectoryError)) throw cause;
      throw new HttpRefusal(400, 'BadRequest', { en: cause.message, fr: cause.french });
    });
    await context.audit(caller, 'Set-MailboxAutoReplyConfiguration', mailbox, { AutoReplyState: kept.state });
    return viewOf(kept);
  });
}

function viewOf(reply: AutomaticReply): Record<string, unknown> {
  const { state, internalMessage, externalMessage, externalAudience } = reply;
  const time = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
  return {
    state,
    startTime: time(reply.startTime),
    endTime: time(reply.endTime),
    internalMessage,
    externalMessage,
    externalAudience,
  };
}

/** What is given, checked; what is left out stays. @throws HttpRefusal 400 */
function replyIn(body: unknown): Partial<AutomaticReply> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw wrong('{…}');
  const change: { -readonly [K in keyof AutomaticReply]?: AutomaticReply[K] } = {};
  for (const [name, value] of Object.entries(body)) {
    switch (name) {
      case 'state':
        if (value !== 'Disabled' && value !== 'Enabled' && value !== 'Scheduled') throw wrong(name);
        change.state = value;
        break;
      case 'externalAudience':
        if (value !== 'None' && value !== 'Known' && value !== 'All') throw wrong(name);
        change.externalAudience = value;
        break;
      case 'startTime':
      case 'endTime':
        if (value !== null && (typeof value !== 'string' || Number.isNaN(Date.parse(value)))) throw wrong(name);
        change[name] = value === null ? null : Date.parse(value);
        break;
      case 'internalMessage':
      case 'externalMessage':
        if (typeof value !== 'string' || value.length > longestMessage) throw wrong(name);
        change[name] = value;
        break;
      default:
        throw wrong(name);
    }
  }
  return change;
}

function wrong(name: string): HttpRefusal {
  return new HttpRefusal(400, 'BadRequest', {
    en: `${name}: automatic replies have a state (Disabled, Enabled, Scheduled), startTime and endTime (ISO 8601 or null), internalMessage and externalMessage (at most ${longestMessage} characters) and an externalAudience (None, Known, All).`,
    fr: `${name} : les réponses automatiques ont un state (Disabled, Enabled, Scheduled), startTime et endTime (ISO 8601 ou null), internalMessage et externalMessage (${longestMessage} caractères au plus) et une externalAudience (None, Known, All).`,
  });
}
