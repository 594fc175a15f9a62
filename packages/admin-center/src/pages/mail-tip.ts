import type { ManagementObject } from '@relais/management-contract';
import type { DescribedField } from '../form/described-fields.tsx';
import type { Words } from '../language/words.ts';
import { listOf } from '../server/rows.ts';

/** What people are told before they write to a recipient, as a section of his dialog has it. */
export function mailTipFields(t: Words): readonly DescribedField[] {
  return [
    { name: 'MailTip', label: t('mailTip.text'), hint: t('mailTip.hint'), multiline: true },
    {
      name: 'MailTipTranslations',
      label: t('mailTip.translations'),
      hint: t('mailTip.translationsHint'),
      placeholder: 'de:Im August geschlossen',
      check: (text) => (/^[a-z]{2,3}(?:-[a-z\d]{2,8})*:\s*\S/i.test(text) ? null : t('mailTip.translationWrong')),
    },
  ];
}

/** The shell repeats the text as `default:`; a form has a field for it. */
export function withoutRepeatedTip<Row extends ManagementObject | undefined>(row: Row): Row {
  if (row === undefined) return row;
  const others = listOf(row, 'MailTipTranslations').filter((one) => !one.startsWith('default:'));
  return { ...row, MailTipTranslations: others };
}
