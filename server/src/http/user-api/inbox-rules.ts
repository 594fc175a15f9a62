import type { FastifyInstance } from 'fastify';
import type { InboxRule } from '../../domain/automation/inbox-rule.ts';
import { DirectoryError, type Mailbox } from '../../domain/directory/directory.ts';
import type { HttpContext } from '../http-context.ts';
import { HttpRefusal } from '../refusal.ts';
import { ruleIn, ruleView } from './inbox-rule-form.ts';

type WithGuid = { Params: { guid: string } };

/** `GET` and `POST /api/inbox-rules`, `POST` and `DELETE /api/inbox-rules/:guid`: the caller's own rules, in their order. */
export function inboxRules(app: FastifyInstance, context: HttpContext): void {
  const { automation, directory, audit } = context;
  const { rules } = automation;

  app.get('/api/inbox-rules', async (request) => {
    const { mailbox } = await context.userOf(request);
    return { value: rules.list(mailbox.guid).map((rule) => ruleView(rule, directory)) };
  });

  app.post('/api/inbox-rules', async (request, reply) => {
    const caller = await context.userOf(request);
    const { name, ...given } = ruleIn(request.body, directory);
    if (name === undefined) throw incomplete();
    const rule = { conditions: {}, exceptions: {}, actions: {}, stopProcessingRules: true, ...given, name };
    requireWork(rule);
    const made = await rules.create(caller.mailbox.guid, rule).catch(refuse);
    await audit(caller, 'New-InboxRule', caller.mailbox, { Name: made.name });
    return reply.code(201).send(ruleView(made, directory));
  });

  app.post<WithGuid>('/api/inbox-rules/:guid', async (request) => {
    const caller = await context.userOf(request);
    const before = ownRule(caller.mailbox, request.params.guid);
    const change = ruleIn(request.body, directory);
    requireWork({ ...before, ...change });
    const rule = await rules.update(before.guid, change).catch(refuse);
    await audit(caller, 'Set-InboxRule', caller.mailbox, { Identity: before.name });
    return ruleView(rule, directory);
  });

  app.delete<WithGuid>('/api/inbox-rules/:guid', async (request, reply) => {
    const caller = await context.userOf(request);
    const rule = ownRule(caller.mailbox, request.params.guid);
    await rules.remove(rule.guid).catch(refuse);
    await audit(caller, 'Remove-InboxRule', caller.mailbox, { Identity: rule.name });
    return reply.code(204).send();
  });

  /** Another's rule is answered like one that does not exist. */
  function ownRule(mailbox: Mailbox, guid: string): InboxRule {
    const rule = rules.list(mailbox.guid).find((one) => one.guid === guid);
    if (rule !== undefined) return rule;
    throw new HttpRefusal(404, 'NotFound', {
      en: 'This rule is not there any more.',
      fr: 'Cette règle n’existe plus.',
    });
  }
}

function requireWork({ actions, stopProcessingRules }: Pick<InboxRule, 'actions' | 'stopProcessingRules'>): void {
  if (Object.keys(actions).length === 0 && !stopProcessingRules) throw incomplete();
}

function incomplete(): HttpRefusal {
  return new HttpRefusal(400, 'BadRequest', {
    en: 'A rule needs a name and something to do.',
    fr: 'Une règle a besoin d’un nom et de quelque chose à faire.',
  });
}

function refuse(cause: unknown): never {
  if (!(cause instanceof DirectoryError)) throw cause;
  const text = { en: cause.message, fr: cause.french };
  if (cause.code === 'not-found') throw new HttpRefusal(404, 'NotFound', text);
  if (cause.code === 'address-invalid') throw new HttpRefusal(400, 'BadRequest', text);
  throw new HttpRefusal(409, 'Conflict', text);
}
