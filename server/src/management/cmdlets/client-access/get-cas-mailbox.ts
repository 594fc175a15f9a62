import { defineCmdlet } from '../../engine/cmdlet.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { mailboxIdentity, matchesAnr, matchMailboxes } from '../recipients/find-mailbox.ts';
import { listParameters, selected } from '../recipients/list-parameters.ts';
import { casMailboxObject } from './cas-mailbox-object.ts';

export const getCasMailbox = defineCmdlet({
  name: 'Get-CASMailbox',
  synopsis: {
    en: 'Shows which protocols mailboxes may use.',
    fr: 'Affiche les protocoles que les boîtes aux lettres peuvent utiliser.',
  },
  parameters: [
    { ...mailboxIdentity, nullable: true, wildcards: true },
    ...listParameters,
    {
      name: 'ProtocolSettings',
      type: { kind: 'switch' },
      help: {
        en: 'Fills in the server settings that the user sees in webmail, as of the last iisreset.',
        fr: 'Renseigne les paramètres de serveur que l’utilisateur voit dans la messagerie web, au dernier iisreset.',
      },
    },
    domainControllerParameter,
  ],
  supportsShouldProcess: false,
  examples: [
    {
      command: 'Get-CASMailbox alice -ProtocolSettings | Format-List *Settings',
      explanation: {
        en: 'What the page of client settings shows alice.',
        fr: 'Ce que la page des paramètres montre à alice.',
      },
    },
    {
      command: 'Get-CASMailbox -Filter "PopEnabled -eq $false -and ImapEnabled -eq $false"',
      explanation: { en: 'Who uses neither.', fr: 'Qui n’utilise ni l’un ni l’autre.' },
    },
  ],
  defaultColumns: ['Name', 'ActiveSyncEnabled', 'OWAEnabled', 'PopEnabled', 'ImapEnabled', 'MAPIEnabled'],
  roles: ['Mail Recipients', 'View-Only Recipients', 'User Options'],
  async *run(context, parameters) {
    const { services } = context;
    const anr = parameters.get<string>('Anr');
    const found = matchMailboxes(services, parameters.get<string | null>('Identity') ?? undefined);
    yield* selected(context, parameters, found, (mailbox) =>
      anr === undefined || matchesAnr(mailbox, anr)
        ? casMailboxObject(services, mailbox, parameters.isOn('ProtocolSettings'))
        : null,
    );
  },
});
