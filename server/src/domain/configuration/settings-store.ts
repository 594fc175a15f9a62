import type { ManagementValue } from '@relais/management-contract';
import type {
  SettingsDeclarations,
  SettingsDefinition,
  SettingsValues,
} from '../../platform/settings/define-settings.ts';

/**
 * Configured and effective are two things: what `Set-…` wrote, and what the running service started with.
 * Both are kept; the difference is what is pending.
 */
export interface SettingsStore {
  /** What is configured now: defaults with what was set laid over. */
  configured<D extends SettingsDeclarations>(definition: SettingsDefinition<D>): SettingsValues<D>;
  /** What services obey; equals `configured` after start, and changes only through `apply…`. */
  effective<D extends SettingsDeclarations>(definition: SettingsDefinition<D>): SettingsValues<D>;
  /** Durable when it resolves. Values were checked by the caller. `at-once` settings become effective here. */
  configure(definition: SettingsDefinition, change: Readonly<Record<string, ManagementValue>>): Promise<void>;
  /** When `configure` was last called for it, milliseconds since 1970; `null` when never. */
  whenConfigured(definition: SettingsDefinition): number | null;
  /** Names of settings whose configured and effective values differ. */
  pending(definition: SettingsDefinition): readonly string[];
  /** A restart of the service makes all but `web-restart` settings effective. */
  applyServiceRestart(definition: SettingsDefinition): void;
  /** iisreset: makes `web-restart` settings of all definitions effective. */
  applyWebRestart(): void;
  onConfigured(listener: (noun: string) => void): () => void;
  onEffective(listener: (noun: string) => void): () => void;
}
