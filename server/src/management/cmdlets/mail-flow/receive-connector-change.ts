import { EnumFlags, type ManagementValue, type ParameterDescription, toWire } from '@relais/management-contract';
import type { ReceiveConnector } from '../../../domain/configuration/receive-connectors.ts';
import type { BoundParameters } from '../../engine/bound-parameters.ts';

/** The properties that the given parameters set, as the domain keeps them. */
export function connectorChange(
  parameters: BoundParameters,
  descriptions: readonly ParameterDescription[],
  current: Readonly<Record<string, unknown>>,
): Partial<ReceiveConnector> {
  const change: Record<string, unknown> = {};
  for (const { name, list } of descriptions) {
    if (!parameters.has(name)) continue;
    const value =
      list === true ? parameters.list(name, (current[name] ?? []) as readonly ManagementValue[]) : parameters.get(name);
    change[name] = stored(name, value ?? (list === true ? [] : null));
  }
  return change as Partial<ReceiveConnector>;
}

function stored(name: string, value: ManagementValue | readonly ManagementValue[]): unknown {
  if (name === 'Comment' && value === null) return '';
  if (!(value instanceof EnumFlags)) return value;
  return name === 'MessageRateSource' && value.names.includes('All') ? ['IPAddress', 'User'] : [...value.names];
}

/** Which of the properties differ from the connector as it is: before and after, for the audit log. */
export function differences(
  connector: ReceiveConnector,
  change: Partial<ReceiveConnector>,
): Readonly<Record<string, readonly [before: unknown, after: unknown]>> {
  const text = (value: unknown): string => JSON.stringify(toWire((value ?? null) as ManagementValue));
  return Object.fromEntries(
    (Object.keys(change) as (keyof ReceiveConnector)[])
      .filter((name) => text(connector[name]) !== text(change[name]))
      .map((name) => [name, [connector[name], change[name]] as const]),
  );
}
