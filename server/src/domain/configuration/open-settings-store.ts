import { fromWire, type ManagementValue, toWire } from '@relais/management-contract';
import type { Clock } from '../../platform/clock/clock.ts';
import { systemClock } from '../../platform/clock/system-clock.ts';
import type {
  ServerFacts,
  SettingsDeclarations,
  SettingsDefinition,
  SettingsValues,
} from '../../platform/settings/define-settings.ts';
import type { SystemScope } from '../../storage/system-scope.ts';
import type { SettingsStore } from './settings-store.ts';

type Values = Record<string, ManagementValue>;

interface Row {
  readonly noun: string;
  readonly name: string;
  readonly value: string;
  readonly when_changed: number;
}

/** Configured and effective values of one group. */
interface Group {
  whenConfigured: number | null;
  configured: Values;
  effective: Values;
}

export interface SettingsStoreOptions {
  /** The system scope, migrated with `configurationMigrations`. */
  readonly scope: SystemScope;
  readonly definitions: readonly SettingsDefinition[];
  /** As of the first run: defaults must not move with the command line. */
  readonly server: ServerFacts;
  readonly clock?: Clock;
}

/** Opens the settings; everything that was configured is effective, as after a restart of every service. */
export async function openSettingsStore({
  scope,
  definitions,
  server,
  clock = systemClock,
}: SettingsStoreOptions): Promise<SettingsStore> {
  let kept = new Map<string, Row[]>();
  const groups = new Map<string, Group>();
  const definitionOf = new Map<string, SettingsDefinition>();
  const configuredListeners = new Set<(noun: string) => void>();
  const effectiveListeners = new Set<(noun: string) => void>();

  const read = (definition: SettingsDefinition): Pick<Group, 'whenConfigured' | 'configured'> => {
    const configured: Values = { ...definition.defaults(server) };
    const rows = kept.get(definition.noun) ?? [];
    for (const { name, value } of rows) {
      // A setting that a newer version wrote stays in its row and out of sight.
      if (name in definition.declarations) configured[name] = fromWire(JSON.parse(value));
    }
    const changes = rows.map((row) => Number(row.when_changed));
    return { whenConfigured: changes.length === 0 ? null : Math.max(...changes), configured };
  };
  const group = (definition: SettingsDefinition): Group => {
    let found = groups.get(definition.noun);
    if (found === undefined) {
      const now = read(definition);
      found = { ...now, effective: { ...now.configured } };
      groups.set(definition.noun, found);
      definitionOf.set(definition.noun, definition);
    }
    return found;
  };
  /** Another node has configured something: what takes effect at once does so here too, the rest waits for a restart. */
  const takeOver = (): void => {
    for (const [noun, definition] of definitionOf) {
      const known = group(definition);
      const now = read(definition);
      const changed = differing(definition, known.configured, now.configured);
      Object.assign(known, now);
      if (changed.length === 0) continue;
      for (const listener of configuredListeners) listener(noun);
      apply(definition, (name) => definition.declarations[name]?.takesEffect === 'at-once');
    }
  };

  const apply = (definition: SettingsDefinition, isApplied: (name: string) => boolean): void => {
    const { configured, effective } = group(definition);
    const applied = differing(definition, configured, effective).filter(isApplied);
    if (applied.length === 0) return;
    const next = { ...effective };
    for (const name of applied) next[name] = configured[name] ?? null;
    group(definition).effective = next;
    for (const listener of effectiveListeners) listener(definition.noun);
  };

  await scope.keep(['setting'], async (reader) => {
    const rows = await reader.all<Row>('SELECT noun, name, value, when_changed FROM setting');
    kept = Map.groupBy(rows, ({ noun }) => noun);
    takeOver();
  });
  for (const definition of definitions) group(definition);

  return {
    configured: <D extends SettingsDeclarations>(definition: SettingsDefinition<D>) =>
      group(definition).configured as SettingsValues<D>,
    effective: <D extends SettingsDeclarations>(definition: SettingsDefinition<D>) =>
      group(definition).effective as SettingsValues<D>,

    async configure(definition, change) {
      const names = Object.keys(change);
      for (const name of names) {
        if (!(name in definition.declarations)) throw new TypeError(`${definition.noun} has no setting "${name}"`);
      }
      const now = clock.now();
      await scope.write(async (writer) => {
        await writer.runMany(
          'INSERT INTO setting (noun, name, value, when_changed) VALUES (?, ?, ?, ?) ON CONFLICT (noun, name) DO UPDATE SET value = excluded.value, when_changed = excluded.when_changed',
          names.map((name) => [definition.noun, name, wireText(change[name]), now]),
        );
        writer.onCommit(() => {
          const current = group(definition);
          current.configured = { ...current.configured, ...change };
          current.whenConfigured = now;
        });
      });
      for (const listener of configuredListeners) listener(definition.noun);
      apply(definition, (name) => names.includes(name) && definition.declarations[name]?.takesEffect === 'at-once');
    },

    whenConfigured: (definition) => group(definition).whenConfigured,
    pending(definition) {
      const { configured, effective } = group(definition);
      return differing(definition, configured, effective);
    },
    applyServiceRestart: (definition) =>
      apply(definition, (name) => definition.declarations[name]?.takesEffect !== 'web-restart'),
    applyWebRestart() {
      for (const definition of definitionOf.values()) {
        apply(definition, (name) => definition.declarations[name]?.takesEffect === 'web-restart');
      }
    },
    onConfigured: (listener) => subscribe(configuredListeners, listener),
    onEffective: (listener) => subscribe(effectiveListeners, listener),
  };
}

function differing(definition: SettingsDefinition, one: Values, other: Values): readonly string[] {
  return Object.keys(definition.declarations).filter((name) => wireText(one[name]) !== wireText(other[name]));
}

function wireText(value: ManagementValue | undefined): string {
  return JSON.stringify(toWire(value ?? null));
}

function subscribe(listeners: Set<(noun: string) => void>, listener: (noun: string) => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
