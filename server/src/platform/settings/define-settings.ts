import type { LocalisedText, ManagementValue, ParameterType } from '@relais/management-contract';

/** What must happen before a changed value is obeyed; the names are Windows service names as Exchange has them. */
export type TakesEffect = 'at-once' | 'service-restart' | 'web-restart';

export interface SettingDeclaration<T extends ManagementValue = ManagementValue> {
  readonly type: ParameterType;
  readonly list?: boolean;
  readonly nullable?: boolean;
  /** A value, or how to make one for a server (`InternalConnectionSettings` holds its name). */
  readonly default: T | ((server: ServerFacts) => T);
  readonly takesEffect: TakesEffect;
  readonly label: LocalisedText;
  readonly help: LocalisedText;
  readonly aliases?: readonly string[];
  readonly defaultText?: string;
  /** Accepted, kept and printed, and changes nothing here; the help says so. */
  readonly withoutEffect?: boolean;
  /** A warning for a value that is allowed and unwise (below an RFC's floor); `null` when there is nothing to say. */
  advice?(value: T): LocalisedText | null;
  /** A refusal that the type cannot express; `null` accepts. */
  refuse?(value: T): LocalisedText | null;
}

/** What a default may depend on. */
export interface ServerFacts {
  readonly serverName: string;
  readonly fqdn: string;
  readonly dataDirectory: string;
  readonly bindAddress: string | null;
  readonly portOffset: number;
}

export type SettingsDeclarations = Readonly<Record<string, SettingDeclaration>>;

type ValueOf<D> = D extends SettingDeclaration<infer T> ? T : never;

export type SettingsValues<D extends SettingsDeclarations> = { readonly [K in keyof D]: ValueOf<D[K]> };

/** A group of settings that is declared in the room that obeys it; everything else about it follows. */
export interface SettingsDefinition<D extends SettingsDeclarations = SettingsDeclarations> {
  /** `ImapSettings`: the noun of its cmdlets. */
  readonly noun: string;
  /** In the order `Format-List` prints. */
  readonly declarations: D;
  /** The service that must restart for `service-restart` values: `MSExchangeIMAP4`. */
  readonly service: string;
  defaults(server: ServerFacts): SettingsValues<D>;
}

/**
 * Declares a group of settings. The keys are Exchange's parameter names; their order is the order of `Format-List`.
 * Values of lists are arrays of text; time spans are `TimeSpan`, sizes `ByteSize` or `Unlimited`.
 */
export function defineSettings<D extends SettingsDeclarations>(
  noun: string,
  service: string,
  declarations: D,
): SettingsDefinition<D> {
  return {
    noun,
    service,
    declarations,
    defaults: (server) =>
      Object.fromEntries(
        Object.entries(declarations).map(([name, declaration]) => [
          name,
          typeof declaration.default === 'function' ? declaration.default(server) : declaration.default,
        ]),
      ) as SettingsValues<D>,
  };
}
