import { randomUUID } from 'node:crypto';
import { fromWire, type ManagementValue, toWire, type WireValue } from '@relais/management-contract';
import type { ReceiveConnector, ReceiveConnectors } from '../../domain/configuration/receive-connectors.ts';
import type { SettingsStore } from '../../domain/configuration/settings-store.ts';
import type { SendConnector, SendConnectors } from '../../domain/queue/send-connectors.ts';
import type { Clock, Timer } from '../../platform/clock/clock.ts';
import type { Log } from '../../platform/log/log.ts';
import type { SettingsDefinition } from '../../platform/settings/define-settings.ts';
import type { Scope } from '../../storage/sql-engine.ts';

/** A trial under way: what was configured when it began comes back at its end, unless somebody says that it is good. */
export interface RunningTrial {
  readonly id: string;
  readonly startedAt: number;
  readonly endsAt: number;
  readonly startedBy: string;
}

export interface SettingsTrial {
  running(): RunningTrial | null;
  /** @throws Error when one runs already. */
  start(lifeMs: number, startedBy: string): Promise<RunningTrial>;
  /** What is configured now stays. False: none runs. */
  confirm(): Promise<boolean>;
  /** Puts back what was configured; gives the names of what was put back, `null` when none runs. */
  rollBack(): Promise<readonly string[] | null>;
  /** At start, before any service runs: a trial that nobody confirmed ended with the process. */
  rollBackAfterRestart(): Promise<readonly string[] | null>;
  stop(): void;
}

export interface SettingsTrialParts {
  /** The system scope, migrated with `configurationMigrations`. */
  readonly scope: Scope;
  readonly clock: Clock;
  readonly log: Log;
  readonly settings: SettingsStore;
  readonly definitions: readonly SettingsDefinition[];
  readonly receiveConnectors: ReceiveConnectors;
  readonly sendConnectors: SendConnectors;
  /** Makes what is configured effective, where it waits for a restart of this service. */
  restart(service: string): Promise<void>;
}

interface Kept extends RunningTrial {
  readonly settings: Readonly<Record<string, WireValue>>;
  readonly receiveConnectors: WireValue;
  readonly sendConnectors: WireValue;
}

const noun = 'SettingsTrial';

export async function openSettingsTrial(parts: SettingsTrialParts): Promise<SettingsTrial> {
  const { scope, clock, log, settings, definitions, receiveConnectors, sendConnectors } = parts;
  let timer: Timer | null = null;
  let kept = await scope.read(async (reader) => {
    const row = await reader.get<{ value: string }>(
      'SELECT value FROM setting WHERE noun = ? AND name = ?',
      noun,
      noun,
    );
    return row === undefined ? null : (JSON.parse(row.value) as Kept | null);
  });

  async function keep(next: Kept | null): Promise<void> {
    await scope.write(async (writer) => {
      await writer.run(
        'INSERT INTO setting (noun, name, value, when_changed) VALUES (?, ?, ?, ?) ON CONFLICT (noun, name) DO UPDATE SET value = excluded.value, when_changed = excluded.when_changed',
        noun,
        noun,
        JSON.stringify(next),
        clock.now(),
      );
    });
    kept = next;
  }

  /** Puts everything back; what waits for a restart is restarted by the caller. */
  async function putBack(trial: Kept): Promise<readonly string[]> {
    const changed: string[] = [];
    for (const definition of definitions) {
      const before = fromWire(trial.settings[definition.noun] ?? {}) as Readonly<Record<string, ManagementValue>>;
      const now = settings.configured(definition) as Readonly<Record<string, ManagementValue>>;
      const different = Object.entries(before).filter(
        ([name, value]) => name in definition.declarations && !same(value, now[name] ?? null),
      );
      if (different.length === 0) continue;
      await settings.configure(definition, Object.fromEntries(different));
      changed.push(...different.map(([name]) => `${definition.noun}.${name}`));
    }
    const received = fromWire(trial.receiveConnectors) as unknown as readonly ReceiveConnector[];
    changed.push(...(await putBackAll('ReceiveConnector', received, receiveConnectors)));
    const sent = fromWire(trial.sendConnectors) as unknown as readonly SendConnector[];
    changed.push(...(await putBackAll('SendConnector', sent, sendConnectors)));
    return changed;
  }

  async function rollBack(): Promise<readonly string[] | null> {
    const trial = kept;
    if (trial === null) return null;
    timer?.cancel();
    const changed = await putBack(trial);
    await keep(null);
    for (const definition of definitions) {
      const waiting = settings.pending(definition).filter((name) => changed.includes(`${definition.noun}.${name}`));
      const waitsFor = (name: string): string =>
        definition.declarations[name]?.takesEffect === 'web-restart' ? 'W3SVC' : definition.service;
      for (const service of new Set(waiting.map(waitsFor))) await parts.restart(service);
    }
    log.warn('settings-trial-rolled-back', { startedBy: trial.startedBy, changed: changed.join(', ') });
    return changed;
  }

  function arm(endsAt: number): void {
    timer?.cancel();
    timer = clock.after(Math.max(0, endsAt - clock.now()), () => {
      rollBack().catch((cause: unknown) => log.error('settings-trial-not-rolled-back', cause));
    });
  }

  return {
    running: () => kept,
    async start(lifeMs, startedBy) {
      if (kept !== null) throw new Error('a trial is running');
      const now = clock.now();
      const wire = (value: unknown): WireValue => toWire(value as ManagementValue);
      const trial: Kept = {
        id: randomUUID(),
        startedAt: now,
        endsAt: now + lifeMs,
        startedBy,
        settings: Object.fromEntries(definitions.map((one) => [one.noun, wire({ ...settings.configured(one) })])),
        receiveConnectors: wire(receiveConnectors.list().map((connector) => ({ ...connector }))),
        sendConnectors: wire(sendConnectors.list().map((connector) => ({ ...connector }))),
      };
      await keep(trial);
      arm(trial.endsAt);
      return trial;
    },
    async confirm() {
      if (kept === null) return false;
      timer?.cancel();
      await keep(null);
      return true;
    },
    rollBack,
    async rollBackAfterRestart() {
      const trial = kept;
      if (trial === null) return null;
      const changed = await putBack(trial);
      await keep(null);
      // Nothing runs yet: what is configured is what services will start with.
      for (const definition of definitions) settings.applyServiceRestart(definition);
      settings.applyWebRestart();
      receiveConnectors.applyWebRestart();
      log.warn('settings-trial-rolled-back', {
        startedBy: trial.startedBy,
        changed: changed.join(', '),
        because: 'restart',
      });
      return changed;
    },
    stop: () => timer?.cancel(),
  };
}

interface Connectors<T> {
  list(): readonly T[];
  create(connector: T): Promise<void>;
  update(guid: string, change: Partial<T>): Promise<T>;
  remove(guid: string): Promise<void>;
}

async function putBackAll<T extends { readonly Guid: string; readonly Name: string; readonly WhenChanged: number }>(
  what: string,
  before: readonly T[],
  connectors: Connectors<T>,
): Promise<readonly string[]> {
  const changed: string[] = [];
  const say = ({ Name }: T): void => void changed.push(`${what}.${Name}`);
  for (const one of connectors.list().filter(({ Guid }) => !before.some((other) => other.Guid === Guid))) {
    await connectors.remove(one.Guid);
    say(one);
  }
  for (const one of before) {
    const now = connectors.list().find(({ Guid }) => Guid === one.Guid);
    if (now === undefined) await connectors.create(one);
    else if (!same(plain(now), plain(one))) await connectors.update(one.Guid, one);
    else continue;
    say(one);
  }
  return changed;
}

/** A connector without its dates, which a roll-back may move. */
function plain(connector: object): ManagementValue {
  return { ...connector, WhenChanged: null } as unknown as ManagementValue;
}

function same(one: ManagementValue, other: ManagementValue): boolean {
  return JSON.stringify(toWire(one)) === JSON.stringify(toWire(other));
}
