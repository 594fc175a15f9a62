import { type AppPasswordScope, appPasswordScopes } from '../../../domain/credentials/credential.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { CmdletError } from '../../engine/cmdlet-error.ts';
import { requireAuthority } from '../permissions/require-authority.ts';
import { mailboxIdentity, requireMailbox } from '../recipients/find-mailbox.ts';
import { appPasswordObject } from './app-password-object.ts';
import { requireFuture } from './require-future.ts';

export const newAppPassword = defineCmdlet({
  name: 'New-AppPassword',
  synopsis: {
    en: "Makes a password for one device's mail program and shows it, once.",
    fr: 'Crée un mot de passe pour le logiciel de messagerie d’un appareil et l’affiche, une seule fois.',
  },
  description: {
    en: 'It opens IMAP, POP, SMTP and JMAP as its scope says, and never webmail or administration.',
    fr: 'Il ouvre IMAP, POP, SMTP et JMAP selon sa portée, et jamais la messagerie web ni l’administration.',
  },
  parameters: [
    { ...mailboxIdentity, name: 'Mailbox', aliases: ['Identity'], mandatory: true },
    {
      name: 'Name',
      type: { kind: 'string', maxLength: 64 },
      mandatory: true,
      position: 2,
      help: { en: 'What the device is called.', fr: 'Le nom de l’appareil.' },
    },
    {
      name: 'Scope',
      type: {
        kind: 'enum',
        values: [{ name: 'IMAP' }, { name: 'POP' }, { name: 'SMTP' }, { name: 'JMAP' }],
      },
      list: true,
      defaultText: 'IMAP, SMTP',
      help: { en: 'What it opens.', fr: 'Ce qu’il ouvre.' },
    },
    {
      name: 'ExpirationDate',
      type: { kind: 'datetime' },
      help: { en: 'When it ends; never when left out.', fr: 'Quand il prend fin ; jamais par défaut.' },
    },
  ],
  supportsShouldProcess: true,
  examples: [
    {
      command: "New-AppPassword alice -Name 'Phone' -Scope IMAP,SMTP -ExpirationDate (Get-Date).AddDays(365)",
      explanation: { en: 'For a year.', fr: 'Pour un an.' },
    },
  ],
  roles: ['Mail Recipients', 'Reset Password'],
  async *run(context, parameters) {
    const { services } = context;
    const mailbox = requireMailbox(services, parameters.get<string>('Mailbox') ?? '');
    // Whoever holds it reads the mail.
    requireAuthority(context, mailbox);
    const name = (parameters.get<string>('Name') ?? '').trim();
    const asked = parameters.list<string>('Scope', []) ?? ['IMAP', 'SMTP'];
    const scopes = appPasswordScopes.filter((scope) => asked.some((one) => one.toLowerCase() === scope));
    const expires = requireFuture(services, parameters.get<Date>('ExpirationDate'), 'ExpirationDate');
    if (!services.identity.settings().AppPasswordsEnabled) throw switchedOff();
    const action = {
      en: `Making the app password "${name}" for mailbox "${mailbox.name}".`,
      fr: `Création du mot de passe d’application « ${name} » pour la boîte aux lettres « ${mailbox.name} ».`,
    };
    if (!context.shouldProcess(action)) return;
    const minted = await services.identity.appPasswords.mint({
      mailbox: mailbox.guid,
      name,
      scopes: scopes as readonly AppPasswordScope[],
      expiresAt: expires?.getTime() ?? null,
      origin: 'administrator',
    });
    if (minted === null) throw tooMany(mailbox.name);
    context.changed(mailbox.name, { AppPassword: [null, name] });
    context.warn({
      en: 'This is the only time that the password is shown.',
      fr: 'C’est la seule fois que le mot de passe est affiché.',
    });
    yield { ...appPasswordObject(services, minted.made), Password: minted.password };
  },
});

function switchedOff(): CmdletError {
  return new CmdletError({
    id: 'AppPasswordsDisabled',
    category: 'InvalidOperation',
    exception: 'InvalidOperationException',
    text: {
      en: 'App passwords are switched off. Set-SignInSettings -AppPasswordsEnabled $true turns them on.',
      fr: 'Les mots de passe d’application sont désactivés. Set-SignInSettings -AppPasswordsEnabled $true les active.',
    },
  });
}

function tooMany(name: string): CmdletError {
  return new CmdletError({
    id: 'TooManyAppPasswords',
    category: 'InvalidOperation',
    exception: 'InvalidOperationException',
    target: name,
    text: {
      en: `"${name}" has 100 app passwords; revoke those that nothing uses any more (Get-AppPassword, Remove-AppPassword).`,
      fr: `« ${name} » a 100 mots de passe d’application ; révoquez ceux qui ne servent plus (Get-AppPassword, Remove-AppPassword).`,
    },
  });
}
