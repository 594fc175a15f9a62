import type { LocalisedText } from '@relais/management-contract';

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
}

/** What a step found; thrown as `StepFailure` when it ends the protocol's test. */
export interface StepFinding {
  readonly outcome: 'good' | 'warning' | 'bad';
  readonly text?: LocalisedText;
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
