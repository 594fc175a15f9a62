import type { SecureText } from '@relais/management-contract';
import { defaultDomain } from '../../directory-names.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { CmdletError } from '../../engine/cmdlet-error.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { aliasFrom, withoutAccents } from './alias.ts';
import { mailboxObject } from './mailbox-object.ts';
import { requirePassword } from './password.ts';
import { personalChange, personalParametersNamed } from './personal-properties.ts';

const text = (name: string, en: string, fr: string, maxLength = 256) => ({
  name,
  type: { kind: 'string', maxLength } as const,
  // Import-Csv people.csv | New-Mailbox
  pipeline: 'by-property-name' as const,
  help: { en, fr },
});
const kept = { en: ' Accepted and without effect.', fr: ' Accepté et sans effet.' };

export const newMailbox = defineCmdlet({
  name: 'New-Mailbox',
  synopsis: { en: 'Makes a mailbox and its account.', fr: 'Crée une boîte aux lettres et son compte.' },
  parameters: [
    {
      ...text('Name', 'A name that no other mailbox has.', 'Un nom que ne porte aucune autre boîte aux lettres.', 64),
      mandatory: true,
      position: 1,
    },
    text(
      'UserPrincipalName',
      'The name to sign in with, like an address.',
      'Le nom d’ouverture de session, de la forme d’une adresse.',
    ),
    {
      name: 'Password',
      type: { kind: 'secure' },
      // A property that holds a SecureString: plain text in a file is refused, with the words that turn it into one.
      pipeline: 'by-property-name',
      help: {
        en: 'The first password, of 8 characters at least.',
        fr: 'Le premier mot de passe, de 8 caractères au moins.',
      },
    },
    text(
      'Alias',
      'What the address is made of; from the user principal name when left out.',
      'Sert à former l’adresse ; tiré du nom d’utilisateur principal par défaut.',
      64,
    ),
    text(
      'PrimarySmtpAddress',
      'The address; alias@default domain when left out.',
      'L’adresse ; alias@domaine par défaut sinon.',
    ),
    text('DisplayName', 'As others see it.', 'Tel que les autres le voient.'),
    text('FirstName', 'Given name.', 'Prénom.', 64),
    text('LastName', 'Family name.', 'Nom de famille.', 64),
    ...personalParametersNamed('Initials', 'Office', 'Phone'),
    {
      name: 'Shared',
      type: { kind: 'switch' },
      help: {
        en: "A team's mailbox, without a password of its own.",
        fr: 'La boîte aux lettres d’une équipe, sans mot de passe propre.',
      },
    },
    text(
      'SamAccountName',
      'Windows logon name; from the alias when left out.',
      'Nom de session Windows ; tiré de l’alias par défaut.',
      20,
    ),
    { ...text('Database', `Database.${kept.en}`, `Base de données.${kept.fr}`), withoutEffect: true },
    { ...text('OrganizationalUnit', `Unit.${kept.en}`, `Unité.${kept.fr}`), withoutEffect: true },
    {
      name: 'ResetPasswordOnNextLogon',
      type: { kind: 'boolean' },
      withoutEffect: true,
      help: { en: `Asks for a new password.${kept.en}`, fr: `Demande un nouveau mot de passe.${kept.fr}` },
    },
    domainControllerParameter,
  ],
  supportsShouldProcess: true,
  examples: [
    {
      command:
        "New-Mailbox -Name 'Alice Martin' -UserPrincipalName alice@contoso.com -Password (ConvertTo-SecureString 'P@ssw0rd!' -AsPlainText -Force)",
      explanation: {
        en: 'A mailbox with the address alice@contoso.com.',
        fr: 'Une boîte aux lettres d’adresse alice@contoso.com.',
      },
    },
    { command: 'New-Mailbox -Name Sales -Shared', explanation: { en: 'A shared one.', fr: 'Une boîte partagée.' } },
  ],
  defaultColumns: ['Name', 'Alias', 'ServerName', 'ProhibitSendQuota'],
  roles: ['Mail Recipient Creation'],
  async *run(context, parameters) {
    const { services } = context;
    const Name = parameters.get<string>('Name') ?? '';
    const isShared = parameters.isOn('Shared');
    const password = parameters.get<SecureText>('Password');
    const principal = parameters.get<string>('UserPrincipalName');
    if (!isShared && (password === undefined || principal === undefined)) {
      const missing = [
        ...(password === undefined ? ['Password'] : []),
        ...(principal === undefined ? ['UserPrincipalName'] : []),
      ];
      throw new CmdletError({
        id: 'MissingMandatoryParameter',
        category: 'InvalidArgument',
        exception: 'ParameterBindingException',
        parameter: missing[0] ?? '',
        text: {
          en: `Cannot process command because of one or more missing mandatory parameters: ${missing.join(' ')}. (A -Shared mailbox needs neither.)`,
          fr: `Impossible de traiter la commande car un ou plusieurs paramètres obligatoires manquent : ${missing.join(' ')}. (Une boîte -Shared n’en a pas besoin.)`,
        },
      });
    }
    if (password !== undefined) requirePassword(password);
    const alias = parameters.get<string>('Alias') ?? aliasFrom(principal?.split('@')[0] ?? Name);
    const primarySmtpAddress =
      parameters.get<string>('PrimarySmtpAddress') ?? `${withoutAccents(alias)}@${defaultDomain(services)}`;
    const action = {
      en: `Creating mailbox "${Name}" with the address ${primarySmtpAddress}.`,
      fr: `Création de la boîte aux lettres « ${Name} » d’adresse ${primarySmtpAddress}.`,
    };
    if (!context.shouldProcess(action)) return;
    const samAccountName = parameters.get<string>('SamAccountName');
    const mailbox = await services.directory.createMailbox(
      {
        name: Name,
        alias,
        displayName: parameters.get<string>('DisplayName') ?? Name,
        userPrincipalName: principal ?? primarySmtpAddress,
        primarySmtpAddress,
        kind: isShared ? 'shared' : 'user',
        otherProperties: personalChange(services, parameters),
        ...(samAccountName === undefined ? {} : { samAccountName }),
      },
      password === undefined ? null : await services.authenticator.hashPassword(password.plainText),
    );
    context.changed(Name);
    yield mailboxObject(services, mailbox);
  },
});
