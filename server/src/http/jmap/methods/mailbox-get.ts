import { capabilities, type Method } from '../core/method.ts';
import { invalidArguments } from '../core/method-error.ts';
import { mailboxObject, mailboxProperties } from '../mail/mailbox-object.ts';
import { pick, readGet } from './get-answer.ts';

/** RFC 8621 §2.1. */
export const mailboxGet: Method = {
  name: 'Mailbox/get',
  capability: capabilities.mail,
  run: async (args, context) => {
    const request = readGet(args, context);
    const { index } = context;
    const properties = request.properties ?? mailboxProperties;
    const known: readonly string[] = mailboxProperties;
    for (const name of properties) if (!known.includes(name)) throw invalidArguments(`A Mailbox has no ${name}.`);
    const ids =
      request.ids ?? [...index.folders.values()].filter((f) => !f.summary.hidden).map((f) => f.summary.mailboxId);
    const list: Record<string, unknown>[] = [];
    const notFound: string[] = [];
    for (const id of ids) {
      const folder = index.folders.get(id);
      if (folder === undefined || folder.summary.hidden) notFound.push(id);
      else list.push(pick(mailboxObject(folder, index, properties), properties));
    }
    return { accountId: context.accountId, state: index.state('Mailbox'), list, notFound };
  },
};
