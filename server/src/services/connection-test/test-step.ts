import type { Language, LocalisedText } from '@relais/management-contract';

export type TestedProtocol = 'pop' | 'imap' | 'smtp';

export type TestStepName =
  | 'resolve'
  | 'connect'
  | 'greeting'
  | 'tls'
  | 'certificate'
  | 'sign-in'
  | 'fetch'
  | 'push'
  | 'send'
  | 'arrive';

/** One line of the test's answer. */
export interface TestStep {
  readonly protocol: TestedProtocol;
  readonly step: TestStepName;
  readonly outcome: 'running' | 'good' | 'warning' | 'bad' | 'skipped';
  readonly ms?: number;
  readonly detail?: string;
  /** The day that `detail` names, as it stands there. */
  readonly day?: string;
}

/** How a day is written in a detail; milliseconds since 1970. */
export type DayText = (moment: number, language: Language) => string;

/** `28 November 2028`, `28 novembre 2028`: in words, as nobody's own form of dates is known. */
export const dayInWords: DayText = (moment, language) =>
  new Intl.DateTimeFormat(language === 'fr' ? 'fr-FR' : 'en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(moment);

/** What a step found; thrown as `StepFailure` when it ends the protocol's test. */
export interface StepFinding {
  readonly outcome: 'good' | 'warning' | 'bad';
  readonly text?: LocalisedText;
  /** The moment whose day `text` names, in milliseconds since 1970. */
  readonly day?: number;
  /** A bad finding after which the connection can still be used: a certificate that a client would refuse. */
  readonly goOn?: boolean;
}

/** A step that does not work, in words that say what was wrong and what would be right. */
export class StepFailure extends Error {
  readonly text: LocalisedText;
  constructor(text: LocalisedText) {
    super(text.en);
    this.name = 'StepFailure';
    this.text = text;
  }
}
