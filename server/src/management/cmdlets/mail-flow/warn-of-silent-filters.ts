import { transportSettings } from '../../../domain/configuration/transport-settings.ts';
import { harmlessTrial } from '../../../services/content-filters/try-filter.ts';
import type { BoundParameters } from '../../engine/bound-parameters.ts';
import type { CmdletContext } from '../../engine/cmdlet.ts';

/** A filter answers such a question at once; who types a command does not wait for one that hangs. */
const mostMs = 5000;

/** Mail waits for a filter that nobody can ask: whoever names one hears so at once, not from those who write to him. */
export async function warnOfSilentFilters(context: CmdletContext, given: BoundParameters): Promise<void> {
  const { services } = context;
  const { ContentFilters, ContentFilterFailureAction } = services.settings.configured(transportSettings);
  if (!given.has('ContentFilters') && !given.has('ContentFilterFailureAction')) return;
  const trials = await Promise.all(
    ContentFilters.map(async (filter) => ({
      filter,
      trial: await harmlessTrial(filter, {
        server: services.serverFacts.fqdn,
        spoolDirectory: services.serverFacts.dataDirectory,
        clock: services.clock,
        timeoutMs: mostMs,
      }),
    })),
  );
  const waits = ContentFilterFailureAction === 'Defer';
  for (const { filter, trial } of trials) {
    if (trial.kind === 'unavailable')
      context.warn(
        waits
          ? {
              en: `"${filter}" does not answer as a filter does (${trial.reason}). Until it does, mail is put off with 451; Test-ContentFilter tries it again.`,
              fr: `« ${filter} » ne répond pas comme un filtre (${trial.reason}). D’ici là, le courrier est ajourné par 451 ; Test-ContentFilter l’essaie de nouveau.`,
            }
          : {
              en: `"${filter}" does not answer as a filter does (${trial.reason}). Until it does, mail is taken without it.`,
              fr: `« ${filter} » ne répond pas comme un filtre (${trial.reason}). D’ici là, le courrier est accepté sans lui.`,
            },
      );
    else if (trial.fate !== 'Accept')
      context.warn({
        en: `"${filter}" does not let a harmless message pass (${trial.said ?? trial.fate}): no mail would come in. Test-ContentFilter tries it again.`,
        fr: `« ${filter} » ne laisse pas passer un message inoffensif (${trial.said ?? trial.fate}) : aucun courrier n’entrerait. Test-ContentFilter l’essaie de nouveau.`,
      });
  }
}
