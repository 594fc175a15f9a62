import { TimeSpan } from '@relais/management-contract';
import { defineSettings, type SettingsValues } from '../../platform/settings/define-settings.ts';
import { setting } from '../../platform/settings/setting-types.ts';

const minute = 60_000;

/** How people prove who they are, for the whole organisation; every change counts from the next sign-in on. */
export const signInSettings = defineSettings('SignInSettings', 'W3SVC', {
  SecondFactorRequiredFor: setting<string>({
    type: { kind: 'enum', values: [{ name: 'Nobody' }, { name: 'Administrators' }, { name: 'Everyone' }] },
    default: 'Nobody',
    takesEffect: 'at-once',
    label: { en: 'Second factor required for', fr: 'Second facteur exigé pour' },
    help: {
      en: 'Who must have an authenticator app or a passkey. Whoever has none yet can do nothing after signing in but add one.',
      fr: 'Qui doit avoir une application d’authentification ou une clé d’accès. Sans cela, on ne peut, une fois connecté, qu’en ajouter une.',
    },
  }),
  // Closed by default: an IMAP port that takes the bare password makes the second factor at the web page an ornament.
  AllowPasswordWithSecondFactor: setting<boolean>({
    type: { kind: 'boolean' },
    default: false,
    takesEffect: 'at-once',
    label: {
      en: 'Mail programs may use the password despite a second factor',
      fr: 'Mot de passe accepté des logiciels de messagerie malgré un second facteur',
    },
    help: {
      en: 'Whether IMAP, POP and SMTP still take the password of a user who has a second factor. By default they take only app passwords then.',
      fr: 'Indique si IMAP, POP et SMTP acceptent encore le mot de passe d’un utilisateur qui a un second facteur. Par défaut, seuls les mots de passe d’application sont alors acceptés.',
    },
  }),
  AppPasswordsEnabled: setting<boolean>({
    type: { kind: 'boolean' },
    default: true,
    takesEffect: 'at-once',
    label: { en: 'App passwords', fr: 'Mots de passe d’application' },
    help: {
      en: 'Whether users may make app passwords, and those that exist are taken.',
      fr: 'Indique si les utilisateurs peuvent créer des mots de passe d’application et si ceux qui existent sont acceptés.',
    },
  }),
  ScramEnabled: setting<boolean>({
    type: { kind: 'boolean' },
    default: true,
    takesEffect: 'at-once',
    label: { en: 'SCRAM-SHA-256', fr: 'SCRAM-SHA-256' },
    help: {
      en: 'Whether IMAP, POP and SMTP offer SCRAM-SHA-256 and, IMAP and POP, SCRAM-SHA-256-PLUS (RFC 7677).',
      fr: 'Indique si IMAP, POP et SMTP proposent SCRAM-SHA-256 et, IMAP et POP, SCRAM-SHA-256-PLUS (RFC 7677).',
    },
  }),
  SmtpScramPlusEnabled: setting<boolean>({
    type: { kind: 'boolean' },
    // Mutt as Debian 12 builds it chooses it, cannot do it, and tries nothing else afterwards (decision 237).
    default: false,
    takesEffect: 'at-once',
    label: { en: 'SCRAM-SHA-256-PLUS over SMTP', fr: 'SCRAM-SHA-256-PLUS en SMTP' },
    help: {
      en: 'Whether SMTP offers SCRAM-SHA-256-PLUS too. Mutt with GNU SASL chooses it, cannot do it, and does not send.',
      fr: 'Indique si SMTP propose aussi SCRAM-SHA-256-PLUS. Mutt avec GNU SASL le choisit, échoue et n’envoie pas.',
    },
  }),
  WebSessionIdleTimeout: setting<TimeSpan>({
    type: { kind: 'timespan', minMs: minute, maxMs: 24 * 60 * minute },
    default: TimeSpan.fromSeconds(1_800),
    takesEffect: 'at-once',
    label: { en: 'Browser session: idle time-out', fr: 'Session du navigateur : délai d’inactivité' },
    help: {
      en: 'A browser session ends after this time without a request.',
      fr: 'Une session du navigateur prend fin après ce délai sans requête.',
    },
  }),
  WebSessionLifetime: setting<TimeSpan>({
    type: { kind: 'timespan', minMs: 5 * minute, maxMs: 30 * 24 * 60 * minute },
    default: TimeSpan.fromSeconds(36_000),
    takesEffect: 'at-once',
    label: { en: 'Browser session: longest life', fr: 'Session du navigateur : durée maximale' },
    help: {
      en: 'A browser session ends after this time, however busy it is.',
      fr: 'Une session du navigateur prend fin après cette durée, même active.',
    },
  }),
  OAuthIssuer: setting<string | null>({
    type: { kind: 'string', maxLength: 1_024 },
    nullable: true,
    default: null,
    takesEffect: 'at-once',
    label: { en: 'OAuth issuer', fr: 'Émetteur OAuth' },
    help: {
      en: 'The issuer (iss) whose access tokens are taken with OAUTHBEARER and XOAUTH2, letter for letter. $null: none.',
      fr: 'L’émetteur (iss) dont les jetons d’accès sont acceptés avec OAUTHBEARER et XOAUTH2, à la lettre près. $null : aucun.',
    },
  }),
  OAuthAudience: setting<string | null>({
    type: { kind: 'string', maxLength: 1_024 },
    nullable: true,
    default: null,
    takesEffect: 'at-once',
    label: { en: 'OAuth audience', fr: 'Audience OAuth' },
    help: {
      en: 'What the tokens must be meant for (aud). Without it no token is taken.',
      fr: 'Ce à quoi les jetons doivent être destinés (aud). Sans cette valeur, aucun jeton n’est accepté.',
    },
  }),
  OAuthKeySetUrl: setting<string | null>({
    type: { kind: 'uri' },
    nullable: true,
    default: null,
    takesEffect: 'at-once',
    refuse: (value) =>
      value === null || /^https:\/\/|^http:\/\/(localhost|127\.0\.0\.1|\[::1\])[:/]/i.test(value)
        ? null
        : {
            en: `${value} is not an HTTPS address: whoever stands between could put keys of his own in.`,
            fr: `${value} n’est pas une adresse HTTPS : un intermédiaire pourrait y mettre ses propres clés.`,
          },
    label: { en: 'OAuth key set address', fr: 'Adresse du jeu de clés OAuth' },
    help: {
      en: "Where the issuer's public keys are (a JSON Web Key Set, RFC 7517), by HTTPS.",
      fr: 'Où se trouvent les clés publiques de l’émetteur (un JSON Web Key Set, RFC 7517), en HTTPS.',
    },
  }),
  OAuthMailboxClaim: setting<string>({
    type: { kind: 'string', maxLength: 64 },
    default: 'email',
    takesEffect: 'at-once',
    label: { en: 'OAuth claim that names the mailbox', fr: 'Revendication OAuth qui désigne la boîte aux lettres' },
    help: {
      en: 'The claim that holds the address or user principal name of the mailbox: email, preferred_username, upn …',
      fr: 'La revendication qui contient l’adresse ou le nom d’utilisateur principal de la boîte : email, preferred_username, upn…',
    },
  }),
});

export type SignInSettings = SettingsValues<(typeof signInSettings)['declarations']>;
