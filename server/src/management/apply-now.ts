import type { ParameterDescription } from '@relais/management-contract';
import type { SettingsDefinition } from '../platform/settings/define-settings.ts';
import { findServices } from './cmdlets/services/find-services.ts';
import { orRefuse } from './cmdlets/services/service-failure.ts';
import { sessionNotice } from './cmdlets/services/session-notice.ts';
import type { CmdletContext } from './engine/cmdlet.ts';

export const applyNowParameter: ParameterDescription = {
  name: 'ApplyNow',
  type: { kind: 'switch' },
  help: {
    en: 'Restarts what must be restarted for the change to take effect, after saying whom that disconnects.',
    fr: 'Redémarre ce qui doit l’être pour que la modification prenne effet, après avoir dit qui sera déconnecté.',
  },
};

/** Restarts the services that the pending settings wait for; one that is stopped stays stopped. */
export async function applyNow(
  context: CmdletContext,
  definition: SettingsDefinition,
  pending: readonly string[],
): Promise<void> {
  const waitsFor = (name: string): string =>
    definition.declarations[name]?.takesEffect === 'web-restart' ? 'W3SVC' : definition.service;
  for (const name of new Set(pending.map(waitsFor))) {
    for (const named of findServices(context.services, name)) {
      if (named.service.state !== 'Running') continue;
      const [notice] = sessionNotice(named, true);
      if (notice !== undefined) context.warn(notice);
      await orRefuse('restart', named, () => named.service.restart());
    }
  }
}
