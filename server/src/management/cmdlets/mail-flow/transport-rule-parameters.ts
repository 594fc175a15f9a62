import type { ParameterDescription } from '@relais/management-contract';
import { notBlank } from '../automation/rule-parameters.ts';
import { conditionParameters, fieldName } from './transport-rule-conditions.ts';

const people = (name: string, en: string, fr: string): ParameterDescription => ({
  name,
  type: { kind: 'string', maxLength: 256, ...notBlank },
  list: true,
  nullable: true,
  help: { en, fr },
});

export const ruleIdentity: ParameterDescription = {
  name: 'Identity',
  type: { kind: 'identity', of: 'TransportRule' },
  position: 1,
  pipeline: 'both',
  help: { en: 'The rule, by name or GUID.', fr: 'La règle, par son nom ou son GUID.' },
};

/** What New- and Set-TransportRule have in common. */
export const ruleParameters: readonly ParameterDescription[] = [
  ...conditionParameters,
  {
    name: 'DeleteMessage',
    type: { kind: 'boolean' },
    help: {
      en: 'Takes the message and delivers it to nobody, without a word.',
      fr: 'Accepte le message et ne le remet à personne, sans rien dire.',
    },
  },
  {
    name: 'RejectMessageReasonText',
    type: {
      kind: 'string',
      maxLength: 400,
      pattern: '^[ -~]*$',
      patternText: { en: 'one line of printable ASCII', fr: 'une ligne d’ASCII imprimable' },
    },
    nullable: true,
    help: {
      en: 'Refuses the message at the door with 550, the status of RejectMessageEnhancedStatusCode, and this text.',
      fr: 'Refuse le message à l’entrée par 550, le code de RejectMessageEnhancedStatusCode et ce texte.',
    },
  },
  {
    name: 'RejectMessageEnhancedStatusCode',
    type: {
      kind: 'string',
      maxLength: 16,
      // Exchange's own range for what administrators choose.
      pattern: '^5\\.7\\.(?:1|9[0-9][0-9])$',
      patternText: { en: '5.7.1, or 5.7.900 to 5.7.999', fr: '5.7.1, ou de 5.7.900 à 5.7.999' },
    },
    nullable: true,
    defaultText: '5.7.1',
    help: {
      en: 'Refuses the message with this status; without RejectMessageReasonText the text is "Delivery not authorized, message refused".',
      fr: 'Refuse le message avec ce code ; sans RejectMessageReasonText, le texte est « Delivery not authorized, message refused ».',
    },
  },
  {
    name: 'SetSCL',
    type: { kind: 'int', min: -1, max: 9 },
    nullable: true,
    help: {
      en: 'Spam confidence level: from 5 on the message is filed as junk. It is written into the header.',
      fr: 'Seuil de confiance du courrier indésirable : à partir de 5, le message est classé indésirable. Il est inscrit dans l’en-tête.',
    },
  },
  {
    name: 'SetHeaderName',
    type: fieldName,
    nullable: true,
    help: { en: 'A field to add, with SetHeaderValue.', fr: 'Un champ à ajouter, avec SetHeaderValue.' },
  },
  {
    name: 'SetHeaderValue',
    type: {
      kind: 'string',
      maxLength: 400,
      pattern: '^[ -~]*$',
      patternText: { en: 'one line of printable ASCII', fr: 'une ligne d’ASCII imprimable' },
    },
    nullable: true,
    help: { en: 'Its value.', fr: 'Sa valeur.' },
  },
  {
    name: 'RemoveHeader',
    type: fieldName,
    nullable: true,
    help: {
      en: 'A field to take out, as often as it stands in the message. Its sender is judged before, with it.',
      fr: 'Un champ à retirer, autant de fois qu’il figure dans le message. Son expéditeur est jugé avant, avec lui.',
    },
  },
  {
    name: 'PrependSubject',
    type: { kind: 'string', maxLength: 128, ...notBlank },
    nullable: true,
    help: {
      en: 'Text that goes before the subject, each time that the rule holds; a blank at its end stays. The sender is judged by the subject as it came, and our own signature is made over the new one.',
      fr: 'Texte placé avant l’objet, chaque fois que la règle s’applique ; une espace finale est gardée. L’expéditeur est jugé sur l’objet tel qu’il est arrivé, et notre propre signature porte sur le nouveau.',
    },
  },
  {
    name: 'ApplyHtmlDisclaimerText',
    type: { kind: 'string', maxLength: 5000, lines: true },
    nullable: true,
    help: {
      en: 'HTML that is added to the texts of the message; in plain text its words. %%DisplayName%%, %%Title%%, %%PhoneNumber%% and the like stand for what is known of the sender.',
      fr: 'HTML ajouté aux textes du message ; en texte brut, ses mots. %%DisplayName%%, %%Title%%, %%PhoneNumber%% et semblables valent ce que l’on sait de l’expéditeur.',
    },
  },
  {
    name: 'ApplyHtmlDisclaimerLocation',
    type: { kind: 'enum', values: [{ name: 'Append' }, { name: 'Prepend' }] },
    defaultText: 'Append',
    help: { en: 'At the end of the text, or at its beginning.', fr: 'À la fin du texte, ou à son début.' },
  },
  {
    name: 'ApplyHtmlDisclaimerFallbackAction',
    type: { kind: 'enum', values: [{ name: 'Wrap' }, { name: 'Ignore' }, { name: 'Reject' }] },
    defaultText: 'Wrap',
    help: {
      en: 'Where it cannot stand in the message, since that is signed, encrypted or has no text: Wrap sends the message as an attachment of one that has it, Ignore sends it without, Reject refuses it.',
      fr: 'S’il ne peut figurer dans le message, signé, chiffré ou sans texte : Wrap envoie le message en pièce jointe d’un autre qui le contient, Ignore l’envoie sans lui, Reject le refuse.',
    },
  },
  people(
    'BlindCopyTo',
    'Recipients here or addresses elsewhere that get a copy, of which nothing in the message tells. When it cannot be made now, the sender is to try again.',
    'Destinataires d’ici ou adresses d’ailleurs qui reçoivent une copie, que rien n’indique dans le message. Si elle ne peut être faite pour l’instant, l’expéditeur doit réessayer.',
  ),
  people(
    'RedirectMessageTo',
    'Recipients here or addresses elsewhere that get the message instead of those it is for.',
    'Destinataires d’ici ou adresses d’ailleurs qui reçoivent le message à la place de ceux à qui il est destiné.',
  ),
  {
    name: 'StopRuleProcessing',
    type: { kind: 'boolean' },
    help: { en: 'No later rule is asked.', fr: 'Aucune règle suivante n’est consultée.' },
  },
  {
    name: 'Mode',
    type: { kind: 'enum', values: [{ name: 'Audit' }, { name: 'AuditAndNotify' }, { name: 'Enforce' }] },
    defaultText: 'Enforce',
    help: {
      en: 'Enforce does it; the others only write into the tracking log what would be done (Get-MessageTrackingLog -Source AGENT).',
      fr: 'Enforce le fait ; les autres n’inscrivent que dans le journal de suivi ce qui serait fait (Get-MessageTrackingLog -Source AGENT).',
    },
  },
  {
    name: 'Priority',
    type: { kind: 'int', min: 0, max: 10_000 },
    help: { en: 'Its place; 0 is asked first.', fr: 'Sa place ; 0 est consultée la première.' },
  },
  {
    name: 'Comments',
    type: { kind: 'string', maxLength: 1024, lines: true },
    nullable: true,
    help: { en: 'A remark.', fr: 'Une remarque.' },
  },
];
