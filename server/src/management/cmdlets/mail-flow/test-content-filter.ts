import { type LocalisedText, type ManagementObject, textIn } from '@relais/management-contract';
import { parseContentFilter, refuseContentFilter } from '../../../domain/configuration/content-filter-endpoint.ts';
import { transportSettings } from '../../../domain/configuration/transport-settings.ts';
import { type FilterTrial, tryFilter } from '../../../services/content-filters/try-filter.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { CmdletError } from '../../engine/cmdlet-error.ts';
import { domainControllerParameter } from '../../server-identity.ts';

export const testContentFilter = defineCmdlet({
  name: 'Test-ContentFilter',
  synopsis: {
    en: 'Asks the content filters about a harmless message, test spam and a test virus, and says what they make of each.',
    fr: 'Interroge les filtres de contenu sur un message inoffensif, un spam d’essai et un virus d’essai, et indique ce qu’ils en font.',
  },
  description: {
    en: 'The three messages (the second holds GTUBE, the third the EICAR file, which do no harm) go nowhere. A spam filter should let the first pass and not the second, a virus scanner not the third.',
    fr: 'Les trois messages (le deuxième contient GTUBE, le troisième le fichier EICAR, tous deux sans danger) ne vont nulle part. Un filtre antispam doit laisser passer le premier et pas le deuxième, un antivirus pas le troisième.',
  },
  parameters: [
    {
      name: 'Identity',
      type: { kind: 'string', maxLength: 300 },
      position: 1,
      pipeline: 'by-value',
      help: {
        en: 'A filter, as inet:127.0.0.1:11332; those of ContentFilters (Set-TransportConfig) when left out. So one can be tried before mail depends on it.',
        fr: 'Un filtre, sous la forme inet:127.0.0.1:11332 ; par défaut ceux de ContentFilters (Set-TransportConfig). On peut ainsi en essayer un avant que le courrier n’en dépende.',
      },
    },
    domainControllerParameter,
  ],
  supportsShouldProcess: false,
  examples: [
    {
      command: 'Test-ContentFilter inet:127.0.0.1:11332',
      explanation: { en: 'rspamd, before it is used.', fr: 'rspamd, avant de l’utiliser.' },
    },
    {
      command: 'Test-ContentFilter | Format-List',
      explanation: { en: 'All that are used.', fr: 'Tous ceux qui servent.' },
    },
  ],
  defaultColumns: ['Identity', 'Result', 'HarmlessMessage', 'TestSpam', 'TestVirus', 'Details'],
  roles: ['Organization Transport Settings', 'Receive Connectors'],
  async *run(context, given) {
    const { services, signal, language } = context;
    const settings = services.settings.effective(transportSettings);
    const identity = given.get<string>('Identity');
    if (identity !== undefined && parseContentFilter(identity) === null)
      throw new CmdletError({
        id: 'ContentFilterInvalid',
        category: 'InvalidArgument',
        exception: 'ArgumentException',
        parameter: 'Identity',
        target: identity,
        text: refuseContentFilter(identity) as LocalisedText,
      });
    const filters = identity === undefined ? settings.ContentFilters : [identity];
    if (filters.length === 0)
      return context.warn({
        en: 'No content filter is set up. Set-TransportConfig -ContentFilters inet:127.0.0.1:11332 has rspamd asked.',
        fr: 'Aucun filtre de contenu n’est configuré. Set-TransportConfig -ContentFilters inet:127.0.0.1:11332 fait interroger rspamd.',
      });
    for (const filter of filters) {
      if (signal.aborted) return;
      const trial = await tryFilter(filter, {
        server: services.serverFacts.fqdn,
        spoolDirectory: services.serverFacts.dataDirectory,
        clock: services.clock,
        timeoutMs: settings.ContentFilterTimeout.milliseconds,
      });
      yield trialObject(filter, trial, (text) => textIn(text, language));
    }
  },
});

function trialObject(filter: string, trial: FilterTrial, say: (text: LocalisedText) => string): ManagementObject {
  const common = { Identity: filter };
  if (trial.kind === 'unavailable')
    return {
      ...common,
      Result: 'Failure',
      HarmlessMessage: null,
      TestSpam: null,
      TestVirus: null,
      LatencyInMillisecs: null,
      Details: say({
        en: `It does not answer as a filter does: ${trial.reason}.`,
        fr: `Il ne répond pas comme un filtre : ${trial.reason}.`,
      }),
      FilterResponse: null,
    };
  const { harmless, spam, virus } = trial;
  const [result, words] = judged(harmless === 'Accept', spam !== 'Accept', virus !== 'Accept');
  return {
    ...common,
    Result: result,
    HarmlessMessage: harmless,
    TestSpam: spam,
    TestVirus: virus,
    LatencyInMillisecs: Math.round(trial.milliseconds),
    Details: say(words),
    /** What it says of the first of these that it does not let into the inbox. */
    FilterResponse: trial.said,
  };
}

function judged(
  letsHarmlessPass: boolean,
  stopsSpam: boolean,
  stopsVirus: boolean,
): readonly ['Success' | 'Warning' | 'Failure', LocalisedText] {
  if (!letsHarmlessPass)
    return [
      'Failure',
      {
        en: 'It does not let a harmless message pass: no mail would come in.',
        fr: 'Il ne laisse pas passer un message inoffensif : aucun courrier n’entrerait.',
      },
    ];
  if (stopsSpam && stopsVirus)
    return ['Success', { en: 'It stops spam and viruses.', fr: 'Il arrête les spams et les virus.' }];
  if (stopsSpam)
    return [
      'Success',
      { en: 'It stops spam; viruses are for another.', fr: 'Il arrête les spams ; les virus sont pour un autre.' },
    ];
  if (stopsVirus)
    return [
      'Success',
      { en: 'It stops viruses; spam is for another.', fr: 'Il arrête les virus ; les spams sont pour un autre.' },
    ];
  return [
    'Warning',
    {
      en: 'It stops neither test spam nor the test virus: check how it is set up.',
      fr: 'Il n’arrête ni le spam d’essai ni le virus d’essai : vérifiez sa configuration.',
    },
  ];
}
