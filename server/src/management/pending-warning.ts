import type { LocalisedText } from '@relais/management-contract';
import type { SettingsDefinition } from '../platform/settings/define-settings.ts';
import type { ManagementServices } from './engine/services.ts';

/** Exchange's words for settings of services; ours for those that a web restart publishes. */
export function pendingWarning(
  services: ManagementServices,
  definition: SettingsDefinition,
  protocolName: string,
  pending: readonly string[],
): LocalisedText {
  const { name: server } = services.server;
  const effectOf = (name: string): string | undefined => definition.declarations[name]?.takesEffect;
  const forWeb = pending.filter((name) => effectOf(name) === 'web-restart');
  const listeners = forWeb.filter((name) => definition.declarations[name]?.type.kind === 'binding');
  const published = forWeb.filter((name) => !listeners.includes(name));
  const parts: LocalisedText[] = [];
  if (forWeb.length < pending.length) {
    parts.push({
      en: `Changes to ${protocolName} settings will only take effect after all Microsoft Exchange ${protocolName} services are restarted on server ${server}.`,
      fr: `Les modifications des paramètres ${protocolName} ne prendront effet qu’après le redémarrage de tous les services Microsoft Exchange ${protocolName} sur le serveur ${server}.`,
    });
  }
  if (listeners.length > 0) {
    parts.push({
      en: `${listeners.join(', ')} will only take effect after IIS is restarted on server ${server} (iisreset).`,
      fr: `${listeners.join(', ')} ne prendra effet qu’après le redémarrage d’IIS sur le serveur ${server} (iisreset).`,
    });
  }
  if (published.length > 0) {
    parts.push({
      en: `${published.join(', ')} will only be published to users after IIS is restarted on server ${server} (iisreset).`,
      fr: `${published.join(', ')} ne sera publié aux utilisateurs qu’après le redémarrage d’IIS sur le serveur ${server} (iisreset).`,
    });
  }
  return { en: parts.map(({ en }) => en).join(' '), fr: parts.map(({ fr }) => fr).join(' ') };
}
