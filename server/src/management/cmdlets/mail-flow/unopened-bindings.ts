import type { ReceiveConnector } from '../../../domain/configuration/receive-connectors.ts';
import type { CmdletContext } from '../../engine/cmdlet.ts';

/** Waits until the services have followed the change, and says which bindings of the connector they could not open. */
export async function warnOfUnopenedBindings(context: CmdletContext, connector: ReceiveConnector): Promise<void> {
  if (!connector.Enabled) return;
  for (const service of context.services.services()) {
    await service.followed?.();
    for (const { binding, reason } of service.unopened ?? []) {
      if (!connector.Bindings.includes(binding)) continue;
      context.warn({
        en: `"${connector.Name}" does not listen on ${binding}: ${reason}. It is tried again at the next change of a receive connector; while it stays so, ${service.name} cannot be started or restarted.`,
        fr: `« ${connector.Name} » n’écoute pas sur ${binding} : ${reason}. Nouvel essai à la prochaine modification d’un connecteur de réception ; d’ici là, ${service.name} ne peut ni démarrer ni redémarrer.`,
      });
    }
  }
}
