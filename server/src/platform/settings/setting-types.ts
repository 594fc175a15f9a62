import type { LocalisedText, ManagementValue, TimeSpan } from '@relais/management-contract';
import { TimeSpan as Span } from '@relais/management-contract';
import type { SettingDeclaration } from './define-settings.ts';

/** Keeps a declaration's value type while the object literal is checked: `setting<TimeSpan>({ … })`. */
export function setting<T extends ManagementValue>(declaration: SettingDeclaration<T>): SettingDeclaration<T> {
  return declaration;
}

/** A warning for a time-out below the minimum an RFC gives servers; the value is accepted all the same. */
export function belowRfcFloor(floorSeconds: number, source: string): (value: TimeSpan) => LocalisedText | null {
  return (value) =>
    value.totalSeconds >= floorSeconds
      ? null
      : {
          en: `${value.toString()} is below the ${Span.fromSeconds(floorSeconds).toString()} that ${source} asks of servers; clients that rely on it will be disconnected earlier than they expect.`,
          fr: `${value.toString()} est inférieur aux ${Span.fromSeconds(floorSeconds).toString()} que ${source} demande aux serveurs ; les clients qui s’y fient seront déconnectés plus tôt que prévu.`,
        };
}
