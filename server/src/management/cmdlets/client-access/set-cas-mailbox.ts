import { casMailboxObject } from './cas-mailbox-object.ts';
import { shownChanges } from '../shown-changes.ts';
import type { ManagementValue, ParameterDescription, ParameterType } from '@relais/management-contract';
import type { Mailbox } from '../../../domain/directory/directory.ts';
import { switchableCapabilities } from '../../../protocols/imap/capabilities.ts';
import { isSessionOf } from '../../../services/admission/live-sessions.ts';
import { mailboxProperty } from '../../../protocols/imap/switched-off.ts';
import type { BoundParameters } from '../../engine/bound-parameters.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { CmdletError } from '../../engine/cmdlet-error.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { requireAuthority } from '../permissions/require-authority.ts';
import { changedAddresses } from '../recipients/email-addresses-change.ts';
import { mailboxIdentity, requireMailbox } from '../recipients/find-mailbox.ts';
import { text } from '../recipients/recipient-parameters.ts';
import { protocolOption } from './cas-mailbox-object.ts';

const mimeFormat: ParameterType = {
  kind: 'enum',
  values: [
    { name: 'TextOnly', number: 0 },
    { name: 'HtmlOnly', number: 1 },
    { name: 'HtmlAndTextAlternative', number: 2 },
    { name: 'TextEnrichedOnly', number: 3, alsoKnownAs: ['TextEnriched'] },
    { name: 'TextEnrichedAndTextAlternative', number: 4 },
    { name: 'BestBodyFormat', number: 5 },
    { name: 'Tnef', number: 6 },
  ],
};
const boolean: ParameterType = { kind: 'boolean' };

function switchFor(name: string, en: string, fr: string): ParameterDescription {
  return { name, type: boolean, defaultText: '$true', help: { en, fr } };
}

function option(name: string, type: ParameterType): ParameterDescription {
  return {
    name,
    type,
    withoutEffect: true,
    help: {
      en: 'Kept and printed; it changes nothing here. Needs …UseProtocolDefaults $false.',
      fr: 'Conservé et affiché ; sans effet ici. Exige …UseProtocolDefaults $false.',
    },
  };
}

/** IMAP4 always says exact sizes; POP3 counts what RETR sends where this is on. */
const exactSizeOption: ParameterDescription = {
  name: 'PopEnableExactRFC822Size',
  type: boolean,
  help: {
    en: 'Whether POP3 counts the size of messages exactly instead of giving the stored one. Needs PopUseProtocolDefaults $false.',
    fr: 'Indique si POP3 compte exactement la taille des messages au lieu de donner celle qui est conservée. Exige PopUseProtocolDefaults $false.',
  },
};

const perProtocol = (prefix: 'Pop' | 'Imap'): readonly ParameterDescription[] => [
  {
    name: `${prefix}UseProtocolDefaults`,
    type: boolean,
    defaultText: '$true',
    help: {
      en: 'Whether the mailbox follows the settings of the server.',
      fr: 'Indique si la boîte aux lettres suit les paramètres du serveur.',
    },
  },
  option(`${prefix}MessagesRetrievalMimeFormat`, mimeFormat),
  prefix === 'Pop' ? exactSizeOption : option(`${prefix}EnableExactRFC822Size`, boolean),
  option(`${prefix}SuppressReadReceipt`, boolean),
  option(`${prefix}ForceICalForCalendarRetrievalOption`, boolean),
];

/** Doors of a mailbox: parameter, property. */
const doors = [
  ['PopEnabled', 'popEnabled'],
  ['ImapEnabled', 'imapEnabled'],
  ['OWAEnabled', 'owaEnabled'],
] as const;

const helpDesk = ['Identity', 'PopEnabled', 'ImapEnabled', 'OWAEnabled', 'DomainController'];

const parameters: readonly ParameterDescription[] = [
  { ...mailboxIdentity, mandatory: true },
  switchFor('PopEnabled', 'Whether POP3 may be used.', 'Autorise POP3.'),
  switchFor('ImapEnabled', 'Whether IMAP4 may be used.', 'Autorise IMAP4.'),
  switchFor('OWAEnabled', 'Whether webmail may be used.', 'Autorise la messagerie web.'),
  {
    name: 'SmtpClientAuthenticationDisabled',
    type: boolean,
    nullable: true,
    help: { en: 'Whether sending with SMTP is closed.', fr: 'Interdit l’envoi par SMTP.' },
  },
  ...perProtocol('Pop'),
  ...perProtocol('Imap'),
  {
    name: mailboxProperty,
    type: { kind: 'enum', values: switchableCapabilities.map((name, number) => ({ name, number })) },
    list: true,
    nullable: true,
    help: {
      en: 'IMAP4 capabilities that are neither announced to this mailbox nor carried out for it, besides those that the server has switched off (Set-ImapSettings -DisabledCapabilities), for a client that breaks on them.',
      fr: 'Capacités IMAP4 qui ne sont ni annoncées à cette boîte aux lettres ni exécutées pour elle, en plus de celles que le serveur a désactivées (Set-ImapSettings -DisabledCapabilities), pour un client qu’elles perturbent.',
    },
  },
  text('Name', 'A new name.', 'Un nouveau nom.', 64),
  text('DisplayName', 'As others see it.', 'Tel que les autres le voient.'),
  text('SamAccountName', 'Windows logon name.', 'Nom de session Windows.', 20),
  text('PrimarySmtpAddress', 'The primary address.', 'L’adresse principale.'),
  {
    ...text(
      'EmailAddresses',
      'Addresses; SMTP: marks the primary one.',
      'Adresses ; SMTP: désigne l’adresse principale.',
    ),
    list: true,
  },
  ...['ActiveSyncEnabled', 'MAPIEnabled', 'EwsEnabled', 'ECPEnabled'].map(
    (name): ParameterDescription => ({
      name,
      type: boolean,
      withoutEffect: true,
      help: {
        en: 'Accepted and without effect: there is no such door here.',
        fr: 'Accepté et sans effet : cet accès n’existe pas ici.',
      },
    }),
  ),
  domainControllerParameter,
];

export const setCasMailbox = defineCmdlet({
  name: 'Set-CASMailbox',
  synopsis: {
    en: 'Says which protocols a mailbox may use.',
    fr: 'Indique les protocoles qu’une boîte aux lettres peut utiliser.',
  },
  parameters,
  parameterRoles: Object.fromEntries(
    parameters.filter(({ name }) => !helpDesk.includes(name)).map(({ name }) => [name, ['Mail Recipients']]),
  ),
  supportsShouldProcess: true,
  examples: [
    {
      command: 'Set-CASMailbox alice -PopEnabled $false',
      explanation: { en: 'No POP3 for alice.', fr: 'Pas de POP3 pour alice.' },
    },
    {
      command: 'Get-Mailbox | Set-CASMailbox -ImapEnabled $false',
      explanation: { en: 'No IMAP4 for anybody.', fr: 'Pas d’IMAP4 pour personne.' },
    },
  ],
  roles: ['Mail Recipients', 'User Options'],
  async run(context, given) {
    const { services } = context;
    const mailbox = requireMailbox(services, given.get<string>('Identity') ?? '');
    requireAuthority(context, mailbox);
    const change = changeOf(given, mailbox);
    const changed = Object.entries(change).filter(
      ([name, value]) => JSON.stringify(mailbox[name as keyof Mailbox]) !== JSON.stringify(value),
    );
    if (changed.length === 0) {
      context.warn({
        en: `The command completed successfully but no settings of '${mailbox.name}' have been modified.`,
        fr: `La commande s’est terminée correctement mais aucun paramètre de « ${mailbox.name} » n’a été modifié.`,
      });
      return;
    }
    const sessions = services.liveSessions
      .list()
      .filter((session) => isSessionOf(session, mailbox.guid) && isClosedBy(change, session.protocol));
    const action = {
      en: `Setting Client Access settings of mailbox "${mailbox.name}".${sessions.length > 0 ? ` ${sessions.length} live session(s) will be closed.` : ''}`,
      fr: `Modification de l’accès client de la boîte aux lettres « ${mailbox.name} ».${sessions.length > 0 ? ` ${sessions.length} session(s) en cours seront fermées.` : ''}`,
    };
    if (!context.shouldProcess(action)) return;
    const before = casMailboxObject(services, mailbox, false);
    await services.directory.updateMailbox(mailbox.guid, change);
    const after = services.directory.findMailbox(mailbox.guid) ?? { ...mailbox, ...change };
    context.changed(mailbox.name, shownChanges(before, casMailboxObject(services, after, false)));
    for (const session of sessions)
      session.close('closed-by-administrator', 'The administrator has closed this protocol for the mailbox.');
  },
});

function isClosedBy(change: Partial<Mailbox>, protocol: string): boolean {
  return (
    (protocol === 'IMAP4' && change.imapEnabled === false) ||
    (protocol === 'POP3' && change.popEnabled === false) ||
    (protocol === 'SMTP' && change.smtpAuthEnabled === false)
  );
}

function changeOf(given: BoundParameters, mailbox: Mailbox): Partial<Mailbox> {
  const change: Record<string, unknown> = {};
  for (const [parameter, property] of doors) if (given.has(parameter)) change[property] = given.isOn(parameter);
  if (given.has('SmtpClientAuthenticationDisabled'))
    change.smtpAuthEnabled = !given.isOn('SmtpClientAuthenticationDisabled');
  const emailAddresses = changedAddresses(given, mailbox.emailAddresses);
  if (emailAddresses !== undefined) change.emailAddresses = emailAddresses;
  for (const [parameter, property] of [
    ['Name', 'name'],
    ['DisplayName', 'displayName'],
    ['SamAccountName', 'samAccountName'],
  ] as const)
    if (given.has(parameter)) change[property] = given.get<string>(parameter);
  const options: (readonly [string, ManagementValue])[] = (['Pop', 'Imap'] as const).flatMap((prefix) =>
    optionsOf(given, mailbox, prefix),
  );
  if (given.has(mailboxProperty)) {
    const current = protocolOption(mailbox, mailboxProperty);
    options.push([mailboxProperty, given.list(mailboxProperty, Array.isArray(current) ? current : []) ?? []]);
  }
  if (options.length > 0) change.otherProperties = { ...mailbox.otherProperties, ...Object.fromEntries(options) };
  return change as Partial<Mailbox>;
}

/** Reference §5.2: the four options can only be set while …UseProtocolDefaults is $false. */
function optionsOf(
  given: BoundParameters,
  mailbox: Mailbox,
  prefix: 'Pop' | 'Imap',
): readonly (readonly [string, ManagementValue])[] {
  const [first, ...others] = perProtocol(prefix).map(({ name }) => name);
  const defaults = first ?? '';
  const usesDefaults = given.has(defaults) ? given.isOn(defaults) : protocolOption(mailbox, defaults) === true;
  const named = others.filter((name) => given.has(name));
  if (usesDefaults && named[0] !== undefined) {
    throw new CmdletError({
      id: 'ProtocolDefaultsInUse',
      category: 'InvalidOperation',
      exception: 'InvalidOperationException',
      parameter: named[0],
      text: {
        en: `${named[0]} can't be set while ${defaults} is $true. Add -${defaults} $false.`,
        fr: `${named[0]} ne peut pas être défini tant que ${defaults} vaut $true. Ajoutez -${defaults} $false.`,
      },
    });
  }
  return [defaults, ...named]
    .filter((name) => given.has(name))
    .map((name) => [name, given.get<ManagementValue>(name) ?? null] as const);
}
