import type { ManagementObject, ManagementValue, ParameterDescription } from '@relais/management-contract';
import { type MailTip, noMailTip } from '../../../domain/directory/mail-tip.ts';
import type { BoundParameters } from '../../engine/bound-parameters.ts';
import { CmdletError } from '../../engine/cmdlet-error.ts';

/** As in Exchange: what is shown of it, tags not counted. */
const most = 175;

export const mailTipParameters: readonly ParameterDescription[] = [
  {
    name: 'MailTip',
    type: { kind: 'string', maxLength: 1024 },
    nullable: true,
    help: {
      en: 'What webmail tells people who are about to write to this recipient, 175 characters at most; HTML tags are taken out. $null takes it away, with its translations.',
      fr: 'Ce que la messagerie web dit à qui s’apprête à écrire à ce destinataire, 175 caractères au plus ; les balises HTML sont retirées. $null le supprime, avec ses traductions.',
    },
  },
  {
    name: 'MailTipTranslations',
    type: { kind: 'string', maxLength: 1024 },
    list: true,
    nullable: true,
    help: {
      en: 'The same in other languages, each as LANGUAGE:TEXT, such as "fr:Fermé en août". A MailTip must stand beside them for everybody else.',
      fr: 'Le même dans d’autres langues, sous la forme LANGUE:TEXTE, par exemple « en:Closed in August ». Un MailTip doit exister pour tous les autres.',
    },
  },
];

/** What was given of them, over what is kept; `undefined` when nothing was. @throws CmdletError */
export function givenMailTip(given: BoundParameters, current: MailTip): MailTip | undefined {
  if (!given.has('MailTip') && !given.has('MailTipTranslations')) return undefined;
  const text = given.has('MailTip') ? shown('MailTip', given.get<string | null>('MailTip') ?? '') : current.text;
  if (text === null && given.has('MailTip') && !given.has('MailTipTranslations')) return noMailTip;
  const translations = translated(given, current.translations);
  if (text === null && translations.length > 0)
    throw refused(
      'MailTipTranslations',
      'Translations need a MailTip for everybody whose language is not among them.',
      'Des traductions exigent un MailTip pour tous ceux dont la langue n’y figure pas.',
    );
  return { text, translations };
}

/** As a mailbox or contact keeps it. */
export function keptMailTip(tip: MailTip | undefined): Readonly<Record<string, unknown>> {
  return tip === undefined ? {} : { MailTip: tip.text ?? '', MailTipTranslations: tip.translations };
}

export function mailTipProperties({ text, translations }: MailTip): ManagementObject {
  return {
    MailTip: text ?? '',
    MailTipTranslations: text === null ? [] : [`default:${text}`, ...translations],
  };
}

function translated(given: BoundParameters, now: readonly string[]): readonly string[] {
  if (!given.has('MailTipTranslations')) return now;
  const written =
    given.get<ManagementValue>('MailTipTranslations') === null
      ? []
      : (given.list<string>('MailTipTranslations', now) ?? now);
  const byLanguage = new Map<string, string>();
  for (const one of written) {
    const [, tag, text] = /^([a-z]{2,3}(?:-[a-z\d]{2,8})*|default):([\s\S]*)$/i.exec(one.trim()) ?? [];
    if (tag === undefined || text === undefined)
      throw refused(
        'MailTipTranslations',
        `"${one}" is no translation: write a language, a colon and the text, such as "fr:Fermé en août".`,
        `« ${one} » n’est pas une traduction : écrivez une langue, deux-points et le texte, par exemple « en:Closed in August ».`,
      );
    const plain = shown('MailTipTranslations', text);
    // What Get- prints as default is MailTip itself.
    if (plain !== null && tag.toLowerCase() !== 'default') byLanguage.set(tag.toLowerCase(), `${tag}:${plain}`);
  }
  return [...byLanguage.values()];
}

/** The text without tags; `null` for none. */
function shown(parameter: string, written: string): string | null {
  const text = written
    .replaceAll(/<\/?[a-z][^<>]*>/gi, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
  if (text.length > most)
    throw refused(
      parameter,
      `The text has ${text.length} characters; a MailTip has ${most} at most.`,
      `Le texte a ${text.length} caractères ; un MailTip en a ${most} au plus.`,
    );
  return text === '' ? null : text;
}

function refused(parameter: string, en: string, fr: string): CmdletError {
  return new CmdletError({
    id: 'InvalidMailTip',
    category: 'InvalidArgument',
    exception: 'ArgumentException',
    parameter,
    text: { en, fr },
  });
}
