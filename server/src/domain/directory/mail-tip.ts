import type { Recipient } from './recipient.ts';

/** What people are told who are about to write to a recipient: a text, and the same in other languages. */
export interface MailTip {
  readonly text: string | null;
  /** `fr:Fermé en août`: a language tag (RFC 5646), a colon, the text. */
  readonly translations: readonly string[];
}

export const noMailTip: MailTip = { text: null, translations: [] };

/** Mailboxes and contacts keep it among their other properties, by Exchange's names. */
export function mailTipIn(kept: Readonly<Record<string, unknown>>): MailTip {
  const { MailTip: text, MailTipTranslations: translations } = kept;
  return {
    text: typeof text === 'string' && text !== '' ? text : null,
    translations: Array.isArray(translations) ? translations.map(String) : [],
  };
}

function mailTipOf(recipient: Recipient): MailTip {
  switch (recipient.kind) {
    case 'group':
      return { text: recipient.mailTip, translations: recipient.mailTipTranslations };
    case 'mailboxless':
      return noMailTip;
    case 'user':
    case 'shared':
    case 'contact':
      return mailTipIn(recipient.otherProperties);
  }
}

/** The text for somebody who reads `language`: `fr-CA` takes what is written for it, then for `fr`, then the one for all. */
export function mailTipFor(recipient: Recipient, language: string): string | null {
  const { text, translations } = mailTipOf(recipient);
  const wanted = language.toLowerCase();
  for (const tag of [wanted, wanted.split('-')[0] ?? wanted]) {
    const found = translations.find((one) => one.toLowerCase().startsWith(`${tag}:`));
    if (found !== undefined) return found.slice(tag.length + 1);
  }
  return text;
}
