import { defineCmdlet } from '../../engine/cmdlet.ts';
import { objectNotFound } from '../../engine/cmdlet-error.ts';
import { requireAuthority } from '../permissions/require-authority.ts';

export const removeAppPassword = defineCmdlet({
  name: 'Remove-AppPassword',
  synopsis: {
    en: 'Revokes an app password and ends the sessions that it opened.',
    fr: 'Révoque un mot de passe d’application et met fin aux sessions qu’il a ouvertes.',
  },
  parameters: [
    {
      name: 'Identity',
      type: { kind: 'string', maxLength: 64 },
      mandatory: true,
      position: 1,
      pipeline: 'both',
      help: {
        en: 'Its Identity, as Get-AppPassword shows it.',
        fr: 'Son Identity, tel que l’affiche Get-AppPassword.',
      },
    },
  ],
  supportsShouldProcess: true,
  confirmsByDefault: true,
  examples: [
    {
      command: "Get-AppPassword alice | Where-Object Name -eq 'Phone' | Remove-AppPassword",
      explanation: { en: 'The phone was lost.', fr: 'Le téléphone est perdu.' },
    },
  ],
  roles: ['Mail Recipients', 'Reset Password'],
  async run(context, parameters) {
    const { services } = context;
    const id = parameters.get<string>('Identity') ?? '';
    const found = services.identity.appPasswords.find(id);
    const mailbox = found === null ? null : services.directory.findMailbox(found.mailbox);
    if (found === null || mailbox === null) throw objectNotFound(id, services.server.fqdn);
    requireAuthority(context, mailbox);
    const open = services.liveSessions.list().filter(({ credentialId }) => credentialId === id).length;
    const action = {
      en: `Revoking the app password "${found.name}" of "${mailbox.name}".`,
      fr: `Révocation du mot de passe d’application « ${found.name} » de « ${mailbox.name} ».`,
    };
    const consequence = {
      en: `Sessions that it opened and that end: ${open}.`,
      fr: `Sessions qu’il a ouvertes et qui prennent fin : ${open}.`,
    };
    if (!context.shouldProcess(action, open === 0 ? [] : [consequence])) return;
    await services.identity.appPasswords.revoke(id);
    context.changed(mailbox.name, { AppPassword: [found.name, null] });
  },
});
