import { type LocalisedText, TimeSpan, Unlimited } from '@relais/management-contract';
import { firstRunBindings } from '../../../domain/configuration/binding.ts';
import { everyAddress } from '../../../domain/configuration/default-receive-connectors.ts';
import type { ReceiveConnector } from '../../../domain/configuration/receive-connectors.ts';
import type { ServerFacts } from '../../../platform/settings/define-settings.ts';
import type { BoundParameters } from '../../engine/bound-parameters.ts';
import { CmdletError } from '../../engine/cmdlet-error.ts';

type Part = 'Bindings' | 'RemoteIPRanges';

interface Usage {
  readonly name: string;
  readonly mustGive: readonly Part[];
  readonly mustNotGive: readonly Part[];
  readonly gives: (server: ServerFacts) => Partial<ReceiveConnector>;
}

/** What each usage of New-ReceiveConnector asks for and gives (reference §2.1). */
export const usages: readonly Usage[] = [
  {
    name: 'Custom',
    mustGive: ['Bindings', 'RemoteIPRanges'],
    mustNotGive: [],
    gives: () => ({ PermissionGroups: [], AuthMechanism: ['Tls'] }),
  },
  {
    name: 'Internet',
    mustGive: ['Bindings'],
    mustNotGive: ['RemoteIPRanges'],
    gives: () => ({ PermissionGroups: ['AnonymousUsers'], AuthMechanism: ['Tls'], RemoteIPRanges: everyAddress }),
  },
  {
    name: 'Internal',
    mustGive: ['RemoteIPRanges'],
    mustNotGive: ['Bindings'],
    gives: (server) => ({
      PermissionGroups: ['ExchangeServers', 'ExchangeLegacyServers'],
      AuthMechanism: ['Tls', 'ExchangeServer'],
      Bindings: firstRunBindings(server, 25),
    }),
  },
  {
    name: 'Client',
    mustGive: ['RemoteIPRanges'],
    mustNotGive: ['Bindings'],
    gives: (server) => ({
      PermissionGroups: ['ExchangeUsers'],
      AuthMechanism: ['Tls', 'Integrated', 'BasicAuth', 'BasicAuthRequireTLS'],
      Bindings: firstRunBindings(server, 587),
    }),
  },
  {
    name: 'Partner',
    mustGive: ['Bindings', 'RemoteIPRanges'],
    mustNotGive: [],
    gives: () => ({ PermissionGroups: ['Partners'], AuthMechanism: ['Tls'] }),
  },
  {
    name: 'Lmtp',
    mustGive: [],
    mustNotGive: [],
    // RFC 2033: a server beside this one hands over its mail; nobody else reaches it.
    gives: ({ portOffset }) => ({
      Lmtp: true,
      PermissionGroups: ['AnonymousUsers'],
      AuthMechanism: ['Tls'],
      Bindings: [`127.0.0.1:${24 + portOffset}`],
      RemoteIPRanges: ['127.0.0.1'],
      MaxInboundConnectionPerSource: Unlimited.value,
      MaxInboundConnectionPercentagePerSource: 100,
      MaxRecipientsPerMessage: 5000,
      TarpitInterval: new TimeSpan(0),
    }),
  },
];

/** The usage that the switches or `-Usage` name; Custom when none does. @throws CmdletError when they contradict each other or its rules. */
export function chosenUsage(parameters: BoundParameters): Usage {
  const named = new Set(
    usages.filter(({ name }) => parameters.isOn(name) || parameters.get('Usage') === name).map(({ name }) => name),
  );
  if (named.size > 1) {
    throw refused('Usage', {
      en: `A connector has one usage, not ${[...named].join(' and ')}.`,
      fr: `Un connecteur n’a qu’un usage, pas ${[...named].join(' et ')}.`,
    });
  }
  const usage = usages.find(({ name }) => named.has(name)) ?? usages[0];
  if (usage === undefined) throw new Error('there is no usage');
  for (const part of usage.mustGive) {
    if (!parameters.has(part)) {
      throw refused(part, {
        en: `A connector with usage ${usage.name} needs -${part}, for example ${example[part]}.`,
        fr: `Un connecteur d’usage ${usage.name} exige -${part}, par exemple ${example[part]}.`,
      });
    }
  }
  for (const part of usage.mustNotGive) {
    if (parameters.has(part)) {
      throw refused(part, {
        en: `-${part} can't be given with usage ${usage.name}, which has its own; use -Custom, or change it afterwards with Set-ReceiveConnector.`,
        fr: `-${part} ne peut pas être indiqué avec l’usage ${usage.name}, qui a la sienne ; utilisez -Custom, ou modifiez-la ensuite avec Set-ReceiveConnector.`,
      });
    }
  }
  return usage;
}

const example: Readonly<Record<Part, string>> = { Bindings: '0.0.0.0:2525', RemoteIPRanges: '192.168.1.0/24' };

function refused(parameter: string, text: LocalisedText): CmdletError {
  return new CmdletError({
    id: 'ReceiveConnectorUsage',
    category: 'InvalidArgument',
    exception: 'InvalidOperationException',
    parameter,
    text,
  });
}
