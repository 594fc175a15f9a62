import {
  type ErrorCategory,
  type ErrorRecord,
  type Language,
  type LocalisedText,
  textIn,
} from '@relais/management-contract';

export interface CmdletErrorFields {
  /** Stable across versions and languages: `ManagementObjectNotFound`. */
  readonly id: string;
  readonly category: ErrorCategory;
  readonly text: LocalisedText;
  readonly target?: string;
  readonly parameter?: string;
  /** Exchange's exception name. */
  readonly exception?: string;
  /** What is wrong with the value alone, for a form that says it at its field. */
  readonly reason?: LocalisedText;
  readonly recommendation?: LocalisedText;
}

/** A refusal that the caller can act on. Thrown, it ends the cmdlet; given to `context.error`, it does not. */
export class CmdletError extends Error {
  readonly fields: CmdletErrorFields;
  constructor(fields: CmdletErrorFields) {
    super(fields.text.en);
    this.name = 'CmdletError';
    this.fields = fields;
  }
}

export function errorRecord({ fields }: CmdletError, activity: string, language: Language): ErrorRecord {
  const { text, reason, recommendation, ...rest } = fields;
  return {
    ...rest,
    activity,
    message: textIn(text, language),
    ...(reason === undefined ? {} : { reason: textIn(reason, language) }),
    ...(recommendation === undefined ? {} : { recommendation: textIn(recommendation, language) }),
  };
}

/** Exchange's words for an identity that names nothing. `what` is the class of object, for scripts that read it. */
export function objectNotFound(identity: string, server: string): CmdletError {
  return new CmdletError({
    id: 'ManagementObjectNotFound',
    category: 'ObjectNotFound',
    exception: 'ManagementObjectNotFoundException',
    target: identity,
    text: {
      en: `The operation couldn't be performed because object '${identity}' couldn't be found on '${server}'.`,
      fr: `L’opération n’a pas pu être effectuée car l’objet « ${identity} » est introuvable sur « ${server} ».`,
    },
  });
}
