import { defineCmdlet } from '../../engine/cmdlet.ts';
import { CmdletError } from '../../engine/cmdlet-error.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { requireAuthority } from '../permissions/require-authority.ts';
import { mailboxIdentity, requireMailbox } from './find-mailbox.ts';

export const setMailboxRegionalConfiguration = defineCmdlet({
  name: 'Set-MailboxRegionalConfiguration',
  synopsis: {
    en: "Changes a mailbox's language and time zone.",
    fr: "Modifie la langue et le fuseau horaire d'une boîte aux lettres.",
  },
  parameters: [
    { ...mailboxIdentity, mandatory: true },
    {
      name: 'Language',
      type: { kind: 'string', maxLength: 20 },
      nullable: true,
      help: {
        en: 'en-US, fr-FR or another form of English or French; $null follows the browser.',
        fr: "en-US, fr-FR ou une autre forme d'anglais ou de français ; $null suit le navigateur.",
      },
    },
    {
      name: 'TimeZone',
      type: { kind: 'string', maxLength: 64 },
      nullable: true,
      help: { en: 'A time zone such as Europe/Paris.', fr: 'Un fuseau horaire tel que Europe/Paris.' },
    },
    {
      name: 'LocalizeDefaultFolderName',
      type: { kind: 'switch' },
      withoutEffect: true,
      help: {
        en: 'Accepted and without effect: folders keep their names.',
        fr: 'Accepté et sans effet : les dossiers gardent leurs noms.',
      },
    },
    domainControllerParameter,
  ],
  supportsShouldProcess: true,
  examples: [
    {
      command: 'Set-MailboxRegionalConfiguration alice -Language fr-FR',
      explanation: { en: 'Webmail in French.', fr: 'La messagerie web en français.' },
    },
  ],
  roles: ['Mail Recipients', 'User Options'],
  async run(context, parameters) {
    const { services } = context;
    const mailbox = requireMailbox(services, parameters.get<string>('Identity') ?? '');
    requireAuthority(context.caller, mailbox);
    const language = parameters.has('Language')
      ? spoken(parameters.get<string | null>('Language') ?? null)
      : mailbox.language;
    const timeZone = parameters.has('TimeZone')
      ? known(parameters.get<string | null>('TimeZone') ?? null)
      : mailbox.otherProperties.TimeZone;
    const action = {
      en: `Setting the regional configuration of mailbox "${mailbox.name}".`,
      fr: `Modification de la configuration régionale de la boîte aux lettres « ${mailbox.name} ».`,
    };
    if (!context.shouldProcess(action)) return;
    const otherProperties = { ...mailbox.otherProperties, TimeZone: timeZone ?? undefined };
    await services.directory.updateMailbox(mailbox.guid, { language, otherProperties });
    context.changed(mailbox.name, {
      Language: [mailbox.language, language],
      TimeZone: [mailbox.otherProperties.TimeZone ?? null, timeZone ?? null],
    });
  },
});

function spoken(written: string | null): 'en' | 'fr' | null {
  if (written === null || written === '') return null;
  const language = written.toLowerCase().split('-')[0];
  if (language === 'en' || language === 'fr') return language;
  throw refused('Language', written, 'en-US or fr-FR', 'en-US ou fr-FR');
}

function known(written: string | null): string | null {
  if (written === null || written === '') return null;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: written }).resolvedOptions().timeZone;
  } catch {
    throw refused('TimeZone', written, 'a name such as Europe/Paris', 'un nom tel que Europe/Paris');
  }
}

function refused(parameter: string, written: string, en: string, fr: string): CmdletError {
  return new CmdletError({
    id: 'InvalidRegionalConfiguration',
    category: 'InvalidArgument',
    exception: 'InvalidOperationException',
    parameter,
    target: written,
    text: {
      en: `"${written}" isn't known here as ${parameter}; write ${en}.`,
      fr: `« ${written} » n'est pas connu ici pour ${parameter} ; écrivez ${fr}.`,
    },
  });
}
