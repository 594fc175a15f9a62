import {
  type RegionalConfiguration,
  RegionalError,
  regionalChange,
  regionalConfigurationOf,
} from '../../../domain/directory/regional-configuration.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { CmdletError } from '../../engine/cmdlet-error.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { requireAuthority } from '../permissions/require-authority.ts';
import { mailboxIdentity, requireMailbox } from './find-mailbox.ts';

const fields = {
  Language: 'language',
  TimeZone: 'timeZone',
  DateFormat: 'dateFormat',
  TimeFormat: 'timeFormat',
} as const satisfies Readonly<Record<string, keyof RegionalConfiguration>>;
const names = Object.keys(fields) as readonly (keyof typeof fields)[];

export const setMailboxRegionalConfiguration = defineCmdlet({
  name: 'Set-MailboxRegionalConfiguration',
  synopsis: {
    en: "Changes a mailbox's language, time zone and forms of dates and times.",
    fr: 'Modifie la langue, le fuseau horaire et les formats de date et d’heure d’une boîte aux lettres.',
  },
  parameters: [
    { ...mailboxIdentity, mandatory: true },
    {
      name: 'Language',
      type: { kind: 'string', maxLength: 20 },
      nullable: true,
      help: {
        en: 'en-US, fr-FR or another form of English or French; $null follows the browser. Another language brings its own forms of dates and times.',
        fr: 'en-US, fr-FR ou une autre forme d’anglais ou de français ; $null suit le navigateur. Une autre langue apporte ses propres formats de date et d’heure.',
      },
    },
    {
      name: 'TimeZone',
      type: { kind: 'string', maxLength: 64 },
      nullable: true,
      help: {
        en: 'A time zone by Windows\' name ("Romance Standard Time") or that of the tz database (Europe/Paris).',
        fr: 'Un fuseau horaire par son nom Windows (« Romance Standard Time ») ou celui de la base tz (Europe/Paris).',
      },
    },
    {
      name: 'DateFormat',
      type: { kind: 'string', maxLength: 20 },
      nullable: true,
      help: {
        en: 'How dates are written: dd/MM/yyyy, M/d/yyyy, yyyy-MM-dd; $null: as the language usually does.',
        fr: 'Comment s’écrivent les dates : dd/MM/yyyy, M/d/yyyy, yyyy-MM-dd ; $null : comme la langue le fait d’ordinaire.',
      },
    },
    {
      name: 'TimeFormat',
      type: { kind: 'string', maxLength: 20 },
      nullable: true,
      help: {
        en: 'How times are written: HH:mm, H:mm, h:mm tt; $null: as the language usually does.',
        fr: 'Comment s’écrivent les heures : HH:mm, H:mm, h:mm tt ; $null : comme la langue le fait d’ordinaire.',
      },
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
      command: 'Set-MailboxRegionalConfiguration alice -Language fr-FR -TimeZone "Romance Standard Time"',
      explanation: {
        en: 'Webmail, reports and automatic replies in French, times as in Paris.',
        fr: 'La messagerie web, les rapports et les réponses automatiques en français, aux heures de Paris.',
      },
    },
  ],
  roles: ['Mail Recipients', 'User Options'],
  async run(context, parameters) {
    const { services } = context;
    const mailbox = requireMailbox(services, parameters.get<string>('Identity') ?? '');
    requireAuthority(context, mailbox);
    const given = names.filter((name) => parameters.has(name));
    const asked = Object.fromEntries(
      given.map((name) => [fields[name], parameters.get<string | null>(name) ?? null]),
    ) as Partial<RegionalConfiguration>;
    const change = checked(() => regionalChange(mailbox, asked));
    const action = {
      en: `Setting the regional configuration of mailbox "${mailbox.name}".`,
      fr: `Modification de la configuration régionale de la boîte aux lettres « ${mailbox.name} ».`,
    };
    if (!context.shouldProcess(action)) return;
    const changed = await services.directory.updateMailbox(mailbox.guid, change);
    const [before, after] = [regionalConfigurationOf(mailbox), regionalConfigurationOf(changed)];
    context.changed(
      mailbox.name,
      Object.fromEntries(names.map((name) => [name, [before[fields[name]], after[fields[name]]]])),
    );
  },
});

function checked<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (!(cause instanceof RegionalError)) throw cause;
    throw new CmdletError({
      id: 'InvalidRegionalConfiguration',
      category: 'InvalidArgument',
      exception: 'InvalidOperationException',
      parameter: cause.parameter,
      target: cause.written,
      text: { en: cause.message, fr: cause.french },
    });
  }
}
