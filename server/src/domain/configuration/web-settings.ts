import { defineSettings } from '../../platform/settings/define-settings.ts';
import { setting } from '../../platform/settings/setting-types.ts';
import { firstRunBindings } from './binding.ts';

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
    refuse: (bindings) =>
      Array.isArray(bindings) && bindings.length > 0
        ? null
        : {
            en: 'Name at least one binding; Stop-Service W3SVC closes all of them.',
            fr: 'Indiquez au moins une liaison ; Stop-Service W3SVC les ferme toutes.',
          },
    label: { en: 'HTTPS bindings', fr: 'Liaisons HTTPS' },
    help: {
      en: 'Where webmail, the admin center and the APIs are served.',
      fr: 'Où la messagerie web, le centre d’administration et les API sont servis.',
    },
  }),
  MaxConnectionFromSingleIP: setting<number>({
    type: { kind: 'int', min: 1, max: 2_147_483_647 },
    // An office of some hundred people has one address, each with the stream by which webmail hears of mail and one or two more.
    default: 1000,
    takesEffect: 'at-once',
    aliases: ['MaxConnectionsFromSingleIP'],
    label: {
      en: 'Maximum connections from one IP address',
      fr: 'Nombre maximal de connexions par adresse IP',
    },
    help: {
      en: 'HTTP and HTTPS connections from one address, all together; whoever has more is answered 429. Proxies before the web service are not counted.',
      fr: 'Connexions HTTP et HTTPS d’une même adresse, toutes ensemble ; au-delà, la réponse est 429. Les mandataires devant le service web ne sont pas comptés.',
    },
  }),
  WebProxyAddresses: setting<readonly string[]>({
    type: { kind: 'address-range' },
    list: true,
    default: [],
    takesEffect: 'at-once',
    label: { en: 'Proxies before the web service', fr: 'Mandataires devant le service web' },
    help: {
      en: 'Reverse proxies that say in X-Forwarded-For whose request it is: limits, logs and /metrics then go by that address. Name only machines of yours: they are believed.',
      fr: 'Mandataires inverses qui disent dans X-Forwarded-For de qui vient la requête : les limites, les journaux et /metrics suivent alors cette adresse. Seulement vos machines : elles sont crues sur parole.',
    },
  }),
});
