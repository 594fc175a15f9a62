import { capabilities, type Method } from '../core/method.ts';
import { invalidArguments, MethodError } from '../core/method-error.ts';
import { pick, readGet } from './get-answer.ts';

/** RFC 8621 §3.1: a Thread is the ids of its Emails, oldest first. */
export const threadGet: Method = {
  name: 'Thread/get',
  capability: capabilities.mail,
  run: async (args, context) => {
    const { ids, properties } = readGet(args, context);
    for (const name of properties ?? []) {
      if (name !== 'id' && name !== 'emailIds') throw invalidArguments(`A Thread has no ${name}.`);
    }
    if (ids === null) throw new MethodError('requestTooLarge', 'Name the Threads.');
    const { index } = context;
    const list: Record<string, unknown>[] = [];
    const notFound: string[] = [];
    for (const id of ids) {
      const emails = [...index.emailsOfThread(id)]
        .map((emailId) => index.entriesOf(emailId)[0])
        .filter((entry) => entry !== undefined)
        .sort((a, b) => a.receivedAt - b.receivedAt || a.uid - b.uid);
      if (emails.length === 0) notFound.push(id);
      else list.push(pick({ id, emailIds: emails.map((entry) => entry.emailId) }, properties));
    }
    return { accountId: context.accountId, state: index.state('Thread'), list, notFound };
  },
};
