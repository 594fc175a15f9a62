import { firstRunBindings } from '../domain/configuration/binding.ts';
import { defineSettings } from '../platform/settings/define-settings.ts';
import { setting } from '../platform/settings/setting-types.ts';

/** The settings of the web service itself; `iisreset` makes changes effective. */
export const webSettings = defineSettings('WebServiceSettings', 'W3SVC', {
  HttpBindings: setting<readonly string[]>({
    type: { kind: 'binding' },
    list: true,
    nullable: true,
    default: (server) => firstRunBindings(server, 80),
    takesEffect: 'web-restart',
    label: { en: 'HTTP bindings', fr: 'Liaisons HTTP' },
    help: {
      en: 'Where plain HTTP is served: it redirects to HTTPS and answers clients that look for their settings. $null: nowhere.',
      fr: 'Où le HTTP simple est servi : il redirige vers HTTPS et répond aux clients qui cherchent leurs paramètres. $null : nulle part.',
    },
  }),
  HttpsBindings: setting<readonly string[]>({
    type: { kind: 'binding' },
    list: true,
    default: (server) => firstRunBindings(server, 443),
    takesEffect: 'web-restart',
    label: { en: 'HTTPS bindings', fr: 'Liaisons HTTPS' },
    help: {
      en: 'Where webmail, the admin center and the APIs are served.',
      fr: "Où la messagerie web, le centre d'administration et les API sont servis.",
    },
  }),
});
