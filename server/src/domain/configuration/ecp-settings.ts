import { defineSettings } from '../../platform/settings/define-settings.ts';
import { setting } from '../../platform/settings/setting-types.ts';

const keptForScripts = {
  en: 'Kept for scripts; changing it changes nothing here.',
  fr: 'Conservé pour les scripts ; le modifier ne change rien ici.',
} as const;

/** What Exchange keeps on the virtual directory of the admin center. The web service has one address and one page to sign in. */
export const ecpSettings = defineSettings('EcpVirtualDirectory', 'W3SVC', {
  ExternalUrl: setting<string | null>({
    type: { kind: 'uri' },
    nullable: true,
    default: null,
    takesEffect: 'at-once',
    withoutEffect: true,
    label: { en: 'External URL', fr: 'URL externe' },
    help: keptForScripts,
  }),
  InternalUrl: setting<string | null>({
    type: { kind: 'uri' },
    nullable: true,
    default: ({ fqdn }) => `https://${fqdn}/ecp`,
    takesEffect: 'at-once',
    withoutEffect: true,
    label: { en: 'Internal URL', fr: 'URL interne' },
    help: keptForScripts,
  }),
  BasicAuthentication: setting<boolean>({
    type: { kind: 'boolean' },
    default: true,
    takesEffect: 'at-once',
    withoutEffect: true,
    label: { en: 'Basic authentication', fr: 'Authentification de base' },
    help: {
      en: 'The admin center signs in with a page; changing it changes nothing here.',
      fr: 'Le centre d’administration a sa page d’ouverture de session ; le modifier ne change rien ici.',
    },
  }),
  FormsAuthentication: setting<boolean>({
    type: { kind: 'boolean' },
    default: true,
    takesEffect: 'at-once',
    withoutEffect: true,
    label: { en: 'Forms-based authentication', fr: 'Authentification basée sur les formulaires' },
    help: {
      en: 'The admin center always signs in with a page; changing it changes nothing here.',
      fr: 'Le centre d’administration a toujours sa page d’ouverture de session ; le modifier ne change rien ici.',
    },
  }),
});
