import {
  ListChange,
  type ManagementObject,
  type ManagementValue,
  type ParameterDescription,
} from '@relais/management-contract';
import type { JunkConfiguration } from '../../../domain/automation/junk-configuration.ts';
import { junkEntry } from '../../../domain/automation/junk-entries.ts';
import type { Mailbox } from '../../../domain/directory/directory.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { applyListChange } from '../../engine/list-change.ts';
import type { ManagementServices } from '../../engine/services.ts';
import { idles } from '../../idle-parameter.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { nothingModified } from '../find-named.ts';
import { requireAuthority } from '../permissions/require-authority.ts';
import { mailboxIdentity, matchMailboxes, requireMailbox } from '../recipients/find-mailbox.ts';
import { mailboxIdentityText } from '../recipients/mailbox-tail.ts';
import { shownChanges } from '../shown-changes.ts';

const lists = {
  TrustedSendersAndDomains: 'trustedSenders',
  BlockedSendersAndDomains: 'blockedSenders',
  TrustedRecipientsAndDomains: 'trustedRecipients',
} as const;
const switches = {
  Enabled: 'enabled',
  ContactsTrusted: 'contactsTrusted',
  TrustedListsOnly: 'trustedListsOnly',
} as const;

const entries = (name: keyof typeof lists, en: string, fr: string): ParameterDescription => ({
  name,
  type: { kind: 'string', maxLength: 254 },
  list: true,
  nullable: true,
  help: { en, fr },
});
const choice = (name: keyof typeof switches, en: string, fr: string): ParameterDescription => ({
  name,
  type: { kind: 'boolean' },
  help: { en, fr },
});

export const getMailboxJunkEmailConfiguration = defineCmdlet({
  name: 'Get-MailboxJunkEmailConfiguration',
  synopsis: {
    en: 'Shows whom a mailbox trusts and blocks, and whether its junk mail is sorted out.',
    fr: 'Affiche qui une boîte approuve et bloque, et si son courrier indésirable est trié.',
  },
  parameters: [
    { ...mailboxIdentity, mandatory: true, wildcards: true },
    ...idles(
      ['ResultSize'],
      { kind: 'int', unlimited: true },
      { en: 'all are shown', fr: 'toutes sont affichées' },
      { silent: true },
    ),
    domainControllerParameter,
  ],
  supportsShouldProcess: false,
  examples: [
    {
      command: 'Get-MailboxJunkEmailConfiguration alice | Format-List *Domains',
      explanation: { en: 'Her lists.', fr: 'Ses listes.' },
    },
    {
      command: 'Get-Mailbox | Get-MailboxJunkEmailConfiguration | Where-Object { -not $_.Enabled }',
      explanation: {
        en: 'Who gets junk mail in the inbox.',
        fr: 'Qui reçoit les indésirables dans sa boîte de réception.',
      },
    },
  ],
  defaultColumns: ['Identity', 'Enabled', 'TrustedSendersAndDomains', 'BlockedSendersAndDomains'],
  roles: ['Mail Recipients', 'User Options', 'View-Only Recipients'],
  async *run({ services }, given) {
    for (const mailbox of matchMailboxes(services, given.get<string>('Identity')))
      yield configurationObject(services, mailbox);
  },
});

export const setMailboxJunkEmailConfiguration = defineCmdlet({
  name: 'Set-MailboxJunkEmailConfiguration',
  synopsis: {
    en: 'Changes whom a mailbox trusts and blocks, and whether its junk mail is sorted out.',
    fr: 'Modifie qui une boîte approuve et bloque, et si son courrier indésirable est trié.',
  },
  description: {
    en: 'It counts for mail that comes from now on. An address counts before its domain, and a domain with its subdomains. A trusted sender is believed only where DKIM or SPF shows that it is he.',
    fr: 'Vaut pour le courrier qui arrive désormais. Une adresse compte avant son domaine, et un domaine avec ses sous-domaines. Un expéditeur approuvé n’est cru que si DKIM ou SPF montre que c’est bien lui.',
  },
  parameters: [
    { ...mailboxIdentity, mandatory: true },
    choice(
      'Enabled',
      '$false: nothing goes to Junk Email by itself, blocked senders included.',
      '$false : rien ne va de lui-même dans Courrier indésirable, expéditeurs bloqués compris.',
    ),
    entries(
      'TrustedSendersAndDomains',
      'Whose mail is never junk: addresses and domains.',
      'Dont le courrier n’est jamais indésirable : adresses et domaines.',
    ),
    entries(
      'BlockedSendersAndDomains',
      'Whose mail is always junk: addresses and domains.',
      'Dont le courrier est toujours indésirable : adresses et domaines.',
    ),
    entries(
      'TrustedRecipientsAndDomains',
      'Mail to these is never junk: addresses and domains of mailing lists.',
      'Le courrier adressé à ceux-ci n’est jamais indésirable : adresses et domaines de listes de diffusion.',
    ),
    choice(
      'ContactsTrusted',
      'Mail contacts of the organisation count as trusted senders. $false at first.',
      'Les contacts de l’organisation comptent comme expéditeurs approuvés. $false au départ.',
    ),
    choice(
      'TrustedListsOnly',
      'Mail of everybody outside who is not trusted is junk.',
      'Le courrier de toute personne externe qui n’est pas approuvée est indésirable.',
    ),
    ...idles(
      ['IgnoreDefaultScope'],
      { kind: 'switch' },
      { en: 'the lists are kept in the database', fr: 'les listes sont dans la base' },
      { silent: true },
    ),
    domainControllerParameter,
  ],
  supportsShouldProcess: true,
  examples: [
    {
      command:
        "Set-MailboxJunkEmailConfiguration alice -TrustedSendersAndDomains @{Add='partner.example','news@shop.example'} -BlockedSendersAndDomains @{Remove='shop.example'}",
      explanation: {
        en: 'Two more whose mail is never junk.',
        fr: 'Deux de plus dont le courrier n’est jamais indésirable.',
      },
    },
    {
      command: "Get-Mailbox | Set-MailboxJunkEmailConfiguration -TrustedSendersAndDomains @{Add='contoso.com'}",
      explanation: { en: 'For everybody.', fr: 'Pour tout le monde.' },
    },
  ],
  roles: ['Mail Recipients', 'User Options'],
  async run(context, given) {
    const { services } = context;
    const mailbox = requireMailbox(services, given.get<string>('Identity') ?? '');
    requireAuthority(context, mailbox);
    const before = services.automation.junk.of(mailbox.guid);
    const change: { -readonly [K in keyof JunkConfiguration]?: JunkConfiguration[K] } = {};
    for (const [parameter, name] of Object.entries(switches)) {
      const wanted = given.get<boolean>(parameter);
      if (wanted !== undefined && wanted !== before[name]) change[name] = wanted;
    }
    for (const [parameter, name] of Object.entries(lists)) {
      if (!given.has(parameter)) continue;
      const wanted = listOf(given.get<ManagementValue>(parameter) ?? [], before[name]);
      if (wanted.join('\n') !== before[name].join('\n')) change[name] = wanted;
    }
    if (Object.keys(change).length === 0) return context.warn(nothingModified(mailbox.name));
    const action = {
      en: `Setting the junk e-mail configuration of the mailbox "${mailbox.name}".`,
      fr: `Modification de la configuration du courrier indésirable de la boîte aux lettres « ${mailbox.name} ».`,
    };
    if (!context.shouldProcess(action)) return;
    const was = configurationObject(services, mailbox);
    await services.automation.junk.set(mailbox.guid, change);
    context.changed(mailbox.name, shownChanges(was, configurationObject(services, mailbox)));
  },
});

/** @throws DirectoryError for what is neither an address nor a domain. */
function listOf(asked: ManagementValue, current: readonly string[]): readonly string[] {
  const entriesOf = (values: readonly ManagementValue[]): readonly string[] =>
    values.map((value) => junkEntry(String(value)));
  if (!(asked instanceof ListChange)) return [...new Set(entriesOf(asked as readonly ManagementValue[]))];
  return applyListChange(current, new ListChange(entriesOf(asked.add), entriesOf(asked.remove))) as readonly string[];
}

function configurationObject(services: ManagementServices, mailbox: Mailbox): ManagementObject {
  const configuration = services.automation.junk.of(mailbox.guid);
  return {
    Enabled: configuration.enabled,
    TrustedListsOnly: configuration.trustedListsOnly,
    ContactsTrusted: configuration.contactsTrusted,
    TrustedSendersAndDomains: configuration.trustedSenders,
    BlockedSendersAndDomains: configuration.blockedSenders,
    TrustedRecipientsAndDomains: configuration.trustedRecipients,
    MailboxOwnerId: mailboxIdentityText(services, mailbox),
    Identity: mailboxIdentityText(services, mailbox),
    IsValid: true,
  };
}
