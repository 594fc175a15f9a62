import { Button, Spinner } from '@fluentui/react-components';
import { useState } from 'react';
import { useWords } from '../language/words.ts';

/** Saves once, however often it is pressed until the answer is there, and shows that it waits. */
export function SaveButton({
  onSave,
  appearance = 'primary',
}: {
  readonly onSave: () => Promise<void>;
  readonly appearance?: 'primary' | 'secondary';
}) {
  const t = useWords();
  const [isSaving, setIsSaving] = useState(false);
  async function save() {
    if (isSaving) return;
    setIsSaving(true);
    try {
      await onSave();
    } finally {
      setIsSaving(false);
    }
  }
  return (
    <Button
      appearance={appearance}
      // The keyboard stays on it.
      disabledFocusable={isSaving}
      {...(isSaving ? { icon: <Spinner size="extra-tiny" /> } : {})}
      onClick={() => void save()}
    >
      {t(isSaving ? 'saving' : 'save')}
    </Button>
  );
}
