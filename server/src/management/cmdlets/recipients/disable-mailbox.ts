import { defineCmdlet } from '../../engine/cmdlet.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { refuseLastAdministrator } from '../permissions/last-administrator.ts';
import { requireAuthority } from '../permissions/require-authority.ts';
import { closeSessionsOf } from '../sessions/close-sessions.ts';
import { mailboxIdentity, requireMailbox } from './find-mailbox.ts';

export const disableMailbox = defineCmdlet({
  name: 'Disable-Mailbox',
  synopsis: {
    en: 'Takes the mailbox from an account, which stays.',
    fr: 'Retire sa boîte aux lettres à un compte, qui demeure.',
  },
  description: {
    en: 'Its addresses are free and its mail is kept; Enable-Mailbox gives it back. Until then nobody signs in with the account.',
    fr: 'Ses adresses sont libres et son courrier est conservé ; Enable-Mailbox la rend. Jusque-là, le compte n’ouvre aucune session.',
  },
  parameters: [{ ...mailboxIdentity, mandatory: true }, domainControllerParameter],
  supportsShouldProcess: true,
  confirmsByDefault: true,
  examples: [{ command: 'Disable-Mailbox alice', explanation: { en: 'Asks first.', fr: 'Demande confirmation.' } }],
  roles: ['Mail Recipient Creation'],
  async run(context, given) {
    const { services } = context;
    const mailbox = requireMailbox(services, given.get<string>('Identity') ?? '');
    requireAuthority(context, mailbox);
    refuseLastAdministrator(services, mailbox);
    const action = {
      en: `Disabling mailbox "${mailbox.name}". Its addresses will be free.`,
      fr: `Désactivation de la boîte aux lettres « ${mailbox.name} ». Ses adresses seront libres.`,
    };
    if (!context.shouldProcess(action)) return;
    await services.directory.disableMailbox(mailbox.guid);
    context.changed(mailbox.name);
    closeSessionsOf(services, mailbox.guid, 'This mailbox was disabled.');
  },
});
