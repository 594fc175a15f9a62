import { Spinner } from '@fluentui/react-components';
import { useEffect, useState } from 'react';
import { useWords } from '../language/words.ts';

/** What answers within a second needs no word. */
const slowAfterMs = 1_000;

/** In the messages of a dialog, while what it does is on its way: says after a moment that the server is waited for. */
export function StillWaiting() {
  const t = useWords();
  const [isSlow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), slowAfterMs);
    return () => clearTimeout(timer);
  }, []);
  return (
    isSlow && <Spinner size="tiny" labelPosition="after" label={t('form.waiting')} style={{ justifySelf: 'start' }} />
  );
}
