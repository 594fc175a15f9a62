import { defineSettings, type SettingsValues } from '../../platform/settings/define-settings.ts';
import { setting } from '../../platform/settings/setting-types.ts';

export type LogonFormat = 'FullDomain' | 'PrincipalName' | 'UserName';

/** What Exchange keeps on the virtual directory of webmail, as far as it means something here; `iisreset` publishes it. */
export const owaSettings = defineSettings('OwaVirtualDirectory', 'W3SVC', {
  ExternalUrl: setting<string | null>({
    type: { kind: 'uri' },
    nullable: true,
    default: null,
    takesEffect: 'web-restart',
    label: { en: 'External URL', fr: 'URL externe' },
    help: {
      en: 'Where users outside reach webmail, https://mail.contoso.com/owa: its host and port are what IMAP4 programs are told of JMAP (JMAPACCESS).',
      fr: 'Où les utilisateurs de l’extérieur atteignent la messagerie web, https://mail.contoso.com/owa : les programmes IMAP4 apprennent par là où est JMAP (JMAPACCESS).',
    },
  }),
  InternalUrl: setting<string | null>({
    type: { kind: 'uri' },
    nullable: true,
    default: ({ fqdn }) => `https://${fqdn}/owa`,
    takesEffect: 'web-restart',
    withoutEffect: true,
    label: { en: 'Internal URL', fr: 'URL interne' },
    help: {
      en: 'Kept for scripts; changing it changes nothing here.',
      fr: 'Conservé pour les scripts ; le modifier ne change rien ici.',
    },
  }),
  BasicAuthentication: setting<boolean>({
    type: { kind: 'boolean' },
    default: true,
    takesEffect: 'web-restart',
    label: { en: 'Basic authentication', fr: 'Authentification de base' },
    help: {
      en: 'Whether programs may use JMAP with a password in each request (HTTP Basic). Webmail signs in with a page in any case.',
      fr: 'Si des programmes peuvent utiliser JMAP avec un mot de passe dans chaque requête (HTTP Basic). La messagerie web a toujours sa page d’ouverture de session.',
    },
  }),
  FormsAuthentication: setting<boolean>({
    type: { kind: 'boolean' },
    default: true,
    takesEffect: 'web-restart',
    withoutEffect: true,
    label: { en: 'Forms-based authentication', fr: 'Authentification basée sur les formulaires' },
    help: {
      en: 'Webmail always signs in with a page; changing it changes nothing here.',
      fr: 'La messagerie web a toujours sa page d’ouverture de session ; le modifier ne change rien ici.',
    },
  }),
  LogonFormat: setting<LogonFormat>({
    type: {
      kind: 'enum',
      values: [
        { name: 'FullDomain', number: 0 },
        { name: 'PrincipalName', number: 1 },
        { name: 'UserName', number: 2 },
      ],
    },
    default: 'FullDomain',
    takesEffect: 'web-restart',
    label: { en: 'Logon format', fr: 'Format d’ouverture de session' },
    help: {
      en: 'UserName: a name without domain means one of DefaultDomain first. Every other form of a name is taken in any case.',
      fr: 'UserName : un nom sans domaine désigne d’abord celui de DefaultDomain. Toute autre forme de nom est acceptée de toute façon.',
    },
  }),
  DefaultDomain: setting<string>({
    type: { kind: 'string', maxLength: 255 },
    nullable: true,
    default: '',
    takesEffect: 'web-restart',
    label: { en: 'Default domain', fr: 'Domaine par défaut' },
    help: {
      en: 'The domain of names without one, with LogonFormat UserName: contoso.com.',
      fr: 'Le domaine des noms qui n’en ont pas, avec LogonFormat UserName : contoso.com.',
    },
  }),
});

export type OwaSettings = SettingsValues<(typeof owaSettings)['declarations']>;

/** What a name typed at the sign-in page means: `alice` is alice of the default domain where settings say so. */
export function typedName(userName: string, { LogonFormat, DefaultDomain }: OwaSettings): string {
  const domain = (DefaultDomain ?? '').trim();
  const name = userName.trim();
  if (LogonFormat !== 'UserName' || domain === '' || name === '' || /[@\\]/.test(name)) return userName;
  return `${name}@${domain}`;
}
