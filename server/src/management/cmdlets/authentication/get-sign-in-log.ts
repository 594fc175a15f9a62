import { defineCmdlet } from '../../engine/cmdlet.ts';
import { requireMailbox } from '../recipients/find-mailbox.ts';

export const getSignInLog = defineCmdlet({
  name: 'Get-SignInLog',
  synopsis: {
    en: 'Shows who signed in to webmail and the admin center, from where and with what, and who was refused; for 90 days.',
    fr: 'Affiche qui s’est connecté à la messagerie web et au centre d’administration, d’où et avec quoi, et qui a été refusé ; sur 90 jours.',
  },
  parameters: [
    {
      name: 'User',
      type: { kind: 'identity', of: 'Mailbox' },
      position: 1,
      pipeline: 'both',
      help: { en: "One user's.", fr: 'Celles d’un utilisateur.' },
    },
    {
      name: 'StartDate',
      type: { kind: 'datetime' },
      help: { en: 'Not before.', fr: 'Pas avant.' },
    },
    {
      name: 'ResultSize',
      type: { kind: 'int', min: 1, max: 100_000 },
      defaultText: '1000',
      help: { en: 'At most so many.', fr: 'Au plus autant.' },
    },
  ],
  supportsShouldProcess: false,
  examples: [
    {
      command: "Get-SignInLog -StartDate (Get-Date).AddDays(-7) | Where-Object Result -ne 'signed-in'",
      explanation: { en: 'Refusals of a week.', fr: 'Les refus d’une semaine.' },
    },
  ],
  defaultColumns: ['Date', 'User', 'Application', 'RemoteAddress', 'Method', 'Result'],
  roles: ['Audit Logs', 'View-Only Audit Logs'],
  async *run({ services }, parameters) {
    const identity = parameters.get<string>('User');
    const user = identity === undefined ? null : requireMailbox(services, identity);
    const since = parameters.get<Date>('StartDate')?.getTime() ?? 0;
    const most = parameters.get<number>('ResultSize') ?? 1000;
    for (const event of await services.identity.events.list(user?.guid ?? null, most, since)) {
      yield {
        Date: new Date(event.at),
        User: event.userName,
        Known: event.mailbox !== null,
        Application: event.door === 'admin' ? 'AdminCenter' : 'Webmail',
        RemoteAddress: event.remoteAddress,
        Client: event.client,
        Method: event.method,
        Result: event.result,
      };
    }
  },
});
