import type { ManagementObject, ParameterDescription } from '@relais/management-contract';
import type { Mailbox } from '../../../domain/directory/directory.ts';
import { identityIdOf, type IdentityText } from '../../../domain/personal/identity-texts.ts';
import { type Signature, wholeSignature } from '../../../domain/personal/whole-signature.ts';
import type { BoundParameters } from '../../engine/bound-parameters.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { CmdletError } from '../../engine/cmdlet-error.ts';
import type { ManagementServices } from '../../engine/services.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { requireAuthority } from '../permissions/require-authority.ts';
import { mailboxIdentity, matchMailboxes, requireMailbox } from './find-mailbox.ts';
import { mailboxIdentityText } from './mailbox-tail.ts';
import { boolean, lines } from './recipient-parameters.ts';

const mostCharacters = 60_000;

/** Exchange's words for what webmail remembers of its user; the first is what holds where he has chosen nothing. */
const choices = {
  AfterMoveOrDeleteBehavior: {
    key: 'afterMove',
    words: { OpenNextItem: 'next', OpenPreviousItem: 'previous', ReturnToView: 'list' },
    help: {
      en: 'What webmail opens when the open message was moved or deleted.',
      fr: 'Ce que la messagerie web ouvre quand le message ouvert a été déplacé ou supprimé.',
    },
  },
  DefaultFormat: {
    key: 'writePlainText',
    words: { Html: false, PlainText: true },
    help: {
      en: 'How new messages are written in webmail.',
      fr: 'Le format des nouveaux messages de la messagerie web.',
    },
  },
  ReadReceiptResponse: {
    key: 'readReceipts',
    words: { DoNotAutomaticallySend: 'ask', AlwaysSend: 'always', NeverSend: 'never' },
    help: {
      en: 'What webmail does when a message asks for a read receipt; DoNotAutomaticallySend asks.',
      fr: 'Ce que fait la messagerie web quand un message demande un accusé de lecture ; DoNotAutomaticallySend demande.',
    },
  },
} as const satisfies Readonly<
  Record<
    string,
    Pick<ParameterDescription, 'help'> & { readonly key: string; readonly words: Readonly<Record<string, unknown>> }
  >
>;

export const getMailboxMessageConfiguration = defineCmdlet({
  name: 'Get-MailboxMessageConfiguration',
  synopsis: {
    en: 'Shows the signature of a mailbox and how its owner writes in webmail.',
    fr: 'Affiche la signature d’une boîte et la façon d’écrire dans la messagerie web.',
  },
  parameters: [{ ...mailboxIdentity, mandatory: true, wildcards: true }, domainControllerParameter],
  supportsShouldProcess: false,
  examples: [
    {
      command:
        'Get-Mailbox -ResultSize Unlimited | Get-MailboxMessageConfiguration | Where-Object {-not $_.AutoAddSignature}',
      explanation: { en: 'Who has no signature.', fr: 'Qui n’a pas de signature.' },
    },
  ],
  roles: ['Mail Recipients', 'User Options', 'View-Only Recipients'],
  async *run({ services }, given) {
    for (const mailbox of matchMailboxes(services, given.get<string>('Identity')))
      yield configurationObject(services, mailbox, await configurationOf(services, mailbox));
  },
});

export const setMailboxMessageConfiguration = defineCmdlet({
  name: 'Set-MailboxMessageConfiguration',
  synopsis: {
    en: 'Changes the signature of a mailbox and how its owner writes in webmail.',
    fr: 'Modifie la signature d’une boîte et la façon d’écrire dans la messagerie web.',
  },
  description: {
    en: 'A signature is for every address of the mailbox. Where only its text or only its HTML is given, the other is made of it. Mail programs have signatures of their own.',
    fr: 'Une signature vaut pour chaque adresse de la boîte. Si seul le texte ou seul le HTML est donné, l’autre en est tiré. Les logiciels de messagerie ont leurs propres signatures.',
  },
  parameters: [
    { ...mailboxIdentity, mandatory: true },
    {
      ...lines(
        'SignatureText',
        'The signature as text; $null takes it away.',
        'La signature en texte ; $null la retire.',
        mostCharacters,
      ),
      nullable: true,
    },
    {
      ...lines(
        'SignatureHtml',
        'The signature as HTML; $null takes it away.',
        'La signature en HTML ; $null la retire.',
        mostCharacters,
      ),
      nullable: true,
    },
    boolean(
      'AutoAddSignature',
      '$true, as webmail adds a signature wherever there is one.',
      '$true, car la messagerie web ajoute la signature dès qu’il y en a une.',
    ),
    ...Object.entries(choices).map(
      ([name, { words, help }]): ParameterDescription => ({
        name,
        type: { kind: 'enum', values: Object.keys(words).map((word) => ({ name: word })) },
        defaultText: Object.keys(words)[0] ?? '',
        help,
      }),
    ),
    domainControllerParameter,
  ],
  supportsShouldProcess: true,
  examples: [
    {
      command:
        'Get-User -Filter "Department -eq \'Sales\'" | % { Set-MailboxMessageConfiguration $_.Name -SignatureHtml "<p><b>$($_.DisplayName)</b><br>$($_.Title)<br>$($_.Phone)</p>" }',
      explanation: { en: 'One signature for a department.', fr: 'Une signature pour un service.' },
    },
    {
      command: 'Set-MailboxMessageConfiguration alice -SignatureText $null',
      explanation: { en: 'None.', fr: 'Aucune.' },
    },
  ],
  roles: ['Mail Recipients', 'User Options'],
  async run(context, given) {
    const { services } = context;
    const mailbox = requireMailbox(services, given.get<string>('Identity') ?? '');
    requireAuthority(context, mailbox);
    const before = await configurationOf(services, mailbox);
    const signature = { ...signatureOf(before), ...givenSignature(given) };
    requireAddedSignature(given, signature);
    const chosen = Object.entries(choices).flatMap(([name, { key, words }]) =>
      given.has(name)
        ? [[key, (words as Readonly<Record<string, unknown>>)[given.get<string>(name) ?? '']] as const]
        : [],
    );
    const action = {
      en: `Setting the message configuration of mailbox "${mailbox.name}".`,
      fr: `Modification de la configuration des messages de la boîte aux lettres « ${mailbox.name} ».`,
    };
    if (!context.shouldProcess(action)) return;
    if (given.has('SignatureText') || given.has('SignatureHtml'))
      for (const address of mailbox.emailAddresses)
        await services.personal.identityTexts.change(mailbox.guid, identityIdOf(address), signature);
    if (chosen.length > 0) await services.personal.preferences.change(mailbox.guid, Object.fromEntries(chosen));
    const after = await configurationOf(services, mailbox);
    const shown = (object: ManagementObject) => JSON.stringify(object);
    const [was, is] = [before, after].map((one) => configurationObject(services, mailbox, one));
    context.changed(
      mailbox.name,
      Object.fromEntries(
        Object.entries(is ?? {})
          .filter(([name, value]) => shown({ value: was?.[name] ?? null }) !== shown({ value }))
          .map(([name, value]) => [name, [was?.[name], value] as const]),
      ),
    );
  },
});

interface Configuration {
  readonly text: IdentityText;
  readonly preferences: Readonly<Record<string, unknown>>;
}

async function configurationOf({ personal }: ManagementServices, mailbox: Mailbox): Promise<Configuration> {
  const texts = await personal.identityTexts.of(mailbox.guid);
  return {
    text: texts.get(identityIdOf(mailbox.emailAddresses[0] ?? '')) ?? {},
    preferences: await personal.preferences.of(mailbox.guid),
  };
}

function signatureOf({ text }: Configuration): Signature {
  return { textSignature: text.textSignature ?? '', htmlSignature: text.htmlSignature ?? '' };
}

function givenSignature(given: BoundParameters): Partial<Signature> {
  const of = (name: string): string | undefined =>
    given.has(name) ? (given.get<string | null>(name) ?? '').trim() : undefined;
  const text = of('SignatureText');
  const html = of('SignatureHtml');
  if (text === undefined && html === undefined) return {};
  return wholeSignature({ ...(text === undefined ? {} : { text }), ...(html === undefined ? {} : { html }) });
}

function requireAddedSignature(given: BoundParameters, { textSignature, htmlSignature }: Signature): void {
  if (!given.has('AutoAddSignature') || given.isOn('AutoAddSignature')) return;
  if (textSignature === '' && htmlSignature === '') return;
  throw new CmdletError({
    id: 'SignatureAlwaysAdded',
    category: 'InvalidArgument',
    exception: 'ArgumentException',
    parameter: 'AutoAddSignature',
    text: {
      en: 'Webmail adds a signature wherever there is one; -SignatureText $null takes it away.',
      fr: 'La messagerie web ajoute la signature dès qu’il y en a une ; -SignatureText $null la retire.',
    },
  });
}

function configurationObject(
  services: ManagementServices,
  mailbox: Mailbox,
  configuration: Configuration,
): ManagementObject {
  const { textSignature, htmlSignature } = signatureOf(configuration);
  const chosen = Object.entries(choices).map(([name, { key, words }]) => {
    const [usual = ''] = Object.keys(words);
    const word = Object.entries(words).find(([, value]) => value === configuration.preferences[key])?.[0];
    return [name, word ?? usual] as const;
  });
  return {
    ...Object.fromEntries(chosen),
    AutoAddSignature: textSignature !== '' || htmlSignature !== '',
    SignatureHtml: htmlSignature,
    SignatureText: textSignature,
    MailboxOwnerId: mailboxIdentityText(services, mailbox),
    Identity: mailboxIdentityText(services, mailbox),
    IsValid: true,
  };
}
