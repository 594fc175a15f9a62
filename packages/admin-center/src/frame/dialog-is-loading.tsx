import { useWords } from '../language/words.ts';

/** Stands for a dialog whose code is on its way: the page below stays as it is, and readers hear that something comes. */
export function DialogIsLoading() {
  const t = useWords();
  return <span className="seen-by-readers-only" role="progressbar" aria-label={t('loading')} />;
}
