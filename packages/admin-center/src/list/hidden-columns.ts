import { useState } from 'react';

/** Columns that a person has taken out of a list, kept in this browser. `list` names it the same in every language. */
export function useHiddenColumns(
  list: string,
): readonly [hidden: readonly string[], hide: (columns: readonly string[]) => void] {
  const key = `relais.columns.${list}`;
  const [hidden, setHidden] = useState<readonly string[]>(() =>
    (localStorage.getItem(key) ?? '').split(',').filter(Boolean),
  );
  return [
    hidden,
    (columns) => {
      localStorage.setItem(key, columns.join(','));
      setHidden(columns);
    },
  ];
}
