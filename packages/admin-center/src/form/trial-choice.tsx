import { Checkbox, Input } from '@fluentui/react-components';
import { parseWholeNumber } from '@relais/browser-frame/language/numbers.ts';
import { useWords } from '../language/words.ts';
import { useMay, useRows } from '../server/cmdlets.ts';
import type { Command } from '../server/command-line.ts';
import styles from './form.module.css';

export interface TrialChoice {
  readonly isOn: boolean;
  readonly minutes: string;
}

export const noTrial: TrialChoice = { isOn: false, minutes: '10' };

/** What runs before the change: nothing without a trial, or when the minutes are none. */
export function trialCommands({ isOn, minutes }: TrialChoice): readonly Command[] {
  const whole = parseWholeNumber(minutes);
  return isOn && whole !== null ? [{ cmdlet: 'New-SettingsTrial', parameters: { Minutes: whole } }] : [];
}

export function isTrialInvalid({ isOn, minutes }: TrialChoice): boolean {
  const whole = parseWholeNumber(minutes);
  return isOn && (whole === null || whole < 1 || whole > 1440);
}

/** Below a dialog on settings: what is saved goes back by itself unless somebody keeps it in time. */
export function TrialField(props: { readonly choice: TrialChoice; readonly onChange: (choice: TrialChoice) => void }) {
  const t = useWords();
  const may = useMay();
  const running = useRows('Get-SettingsTrial', {}, { enabled: may('Get-SettingsTrial') });
  // One runs already: whatever is changed now belongs to it.
  if (!may('New-SettingsTrial') || (running.data?.length ?? 0) > 0) return null;
  const { choice, onChange } = props;
  return (
    <div className={styles.trial}>
      <Checkbox
        label={t('trial.offer')}
        checked={choice.isOn}
        onChange={(_, { checked }) => onChange({ ...choice, isOn: checked === true })}
      />
      <Input
        size="small"
        type="text"
        inputMode="numeric"
        disabled={!choice.isOn}
        aria-label={t('trial.minutes')}
        aria-invalid={isTrialInvalid(choice)}
        contentAfter={t('trial.unit')}
        value={choice.minutes}
        onChange={(_, { value }) => onChange({ ...choice, minutes: value })}
      />
    </div>
  );
}
