import { Field, Input } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useDeferredValue, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { requestJson } from '@relais/browser-frame/server/request.ts';
import styles from './compose-pane.module.css';
import { addressText } from './recipients.ts';
import type { EmailAddress } from '../mail/mail-types.ts';
import { recentPeople } from './recent-people.ts';

export interface RecipientFieldProps {
  readonly label: string;
  readonly value: string;
  readonly autoFocus?: boolean;
  /** Several may be named: said where none is. */
  readonly takesSeveral?: boolean;
  readonly onChange: (value: string) => void;
}

/** Addresses, completed from the organisation and from whom one wrote to before. */
export function RecipientField({ label, value, autoFocus, takesSeveral = true, onChange }: RecipientFieldProps) {
  const { t } = useTranslation();
  const listId = useId();
  const [isOpen, setIsOpen] = useState(false);
  const [marked, setMarked] = useState(0);
  const lastComma = Math.max(value.lastIndexOf(','), value.lastIndexOf(';'));
  const typed = useDeferredValue(value.slice(lastComma + 1).trim());
  const suggestions = useSuggestions(isOpen ? typed : '');
  const isShown = isOpen && suggestions.length > 0;

  function take(person: EmailAddress) {
    const before = lastComma < 0 ? '' : `${value.slice(0, lastComma + 1)} `;
    onChange(`${before}${addressText([person])}, `);
    setIsOpen(false);
  }

  function onKeyDown(event: KeyboardEvent) {
    if (!isShown) return;
    const chosen = suggestions[marked];
    if (event.key === 'ArrowDown') setMarked((marked + 1) % suggestions.length);
    else if (event.key === 'ArrowUp') setMarked((marked + suggestions.length - 1) % suggestions.length);
    else if ((event.key === 'Enter' || event.key === 'Tab') && chosen !== undefined) take(chosen);
    else if (event.key === 'Escape') setIsOpen(false);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <div className={styles.recipient}>
      <Field
        label={label}
        orientation={takesSeveral ? 'horizontal' : 'vertical'}
        className={takesSeveral ? styles.field : undefined}
      >
        <Input
          appearance="underline"
          value={value}
          autoFocus={autoFocus}
          autoComplete="off"
          spellCheck={false}
          placeholder={
            takesSeveral ? t(isNarrow() ? 'compose.recipientsHintShort' : 'compose.recipientsHint') : undefined
          }
          input={{
            role: 'combobox',
            'aria-autocomplete': 'list',
            'aria-expanded': isShown,
            'aria-controls': isShown ? listId : undefined,
            'aria-activedescendant': isShown ? `${listId}-${marked}` : undefined,
          }}
          onKeyDown={onKeyDown}
          onBlur={() => setIsOpen(false)}
          onChange={(_, data) => {
            onChange(data.value);
            setIsOpen(true);
            setMarked(0);
          }}
        />
      </Field>
      {isShown && (
        <div id={listId} role="listbox" aria-label={t('compose.suggestions')} className={styles.suggestions}>
          {suggestions.map((person, at) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keyboard
            <div
              key={person.email}
              id={`${listId}-${at}`}
              role="option"
              tabIndex={-1}
              aria-selected={at === marked}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => take(person)}
            >
              <strong>{person.name ?? person.email}</strong>
              {person.name !== null && <span>{person.email}</span>}
            </div>
          ))}
        </div>
      )}
    </div>
  );
}

/** A phone has room for a word or two. */
function isNarrow(): boolean {
  return matchMedia('(max-width: 640px)').matches;
}

function useSuggestions(typed: string): readonly EmailAddress[] {
  const { data } = useQuery({
    queryKey: ['people', typed],
    enabled: typed.length >= 2,
    staleTime: 60_000,
    queryFn: ({ signal }) =>
      requestJson<{ value: readonly EmailAddress[] }>(`/api/people?query=${encodeURIComponent(typed)}`, undefined, {
        signal,
      }),
  });
  if (typed.length < 2) return [];
  const found = new Map<string, EmailAddress>();
  for (const person of [...recentPeople(typed), ...(data?.value ?? [])]) {
    if (!found.has(person.email)) found.set(person.email, person);
  }
  return [...found.values()].slice(0, 8);
}
