import type { Language } from '@relais/management-contract';

const leads = {
  en: { warning: 'WARNING: ', verbose: 'VERBOSE: ', note: 'NOTE: ' },
  fr: { warning: 'AVERTISSEMENT : ', verbose: 'COMMENTAIRES : ', note: 'REMARQUE : ' },
} as const;

/** What stands before a line of a stream beside the output, as PowerShell prints it in the reader's language. */
export function streamLead(stream: keyof typeof leads.en, language: Language): string {
  return leads[language][stream];
}

/** Whether a text begins with one of them, in either language. */
export function hasStreamLead(text: string): boolean {
  return Object.values(leads).some((ofLanguage) => Object.values(ofLanguage).some((lead) => text.startsWith(lead)));
}
