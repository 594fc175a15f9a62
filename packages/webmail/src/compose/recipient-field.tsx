import { Field, Input } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import {
  type ClipboardEvent,
  type KeyboardEvent,
  useDeferredValue,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { useWords } from '../language/words.ts';
import { requestJson } from '@relais/browser-frame/server/request.ts';
import styles from './compose-pane.module.css';
import { RecipientList } from './recipient-list.tsx';
import { addressText, recipientPieces, splitTyped } from './recipients.ts';
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

/** So many are a line of text that one edits; more are a list. */
const mostAsText = 10;

/** Addresses, completed from the organisation and from whom one wrote to before. */
export function RecipientField({ label, value, autoFocus, takesSeveral = true, onChange }: RecipientFieldProps) {
  const t = useWords();
  const listId = useId();
  const input = useRef<HTMLInputElement>(null);
  const [isOpen, setIsOpen] = useState(false);
  const [marked, setMarked] = useState(0);
  /** What stands last is still being written, and no recipient yet. */
  const [isTyping, setIsTyping] = useState(false);
  const { before, typed: last } = splitTyped(value);
  const listed = recipientPieces(isTyping ? before : value);
  /** The text is longer than the line: whoever is out of sight would get it unseen. */
  const [isLong, setIsLong] = useState(false);
  const isList = takesSeveral && listed.length > 1 && (isLong || listed.length > mostAsText);
  const typed = useDeferredValue(last.trim());
  const suggestions = useSuggestions(isOpen ? typed : '');
  const isShown = isOpen && suggestions.length > 0;

  const measure = useRef(() => {});
  measure.current = () => {
    const line = input.current;
    // Within the text the caret would lose its place.
    const isInside = line === document.activeElement && (line?.selectionEnd ?? 0) < (line?.value.length ?? 0);
    if (line !== null && !(isInside && !isList)) setIsLong(widthOf(value, line) > line.clientWidth);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: measured again whenever the text is another
  useLayoutEffect(() => measure.current(), [value]);
  useEffect(() => {
    const look = () => measure.current();
    addEventListener('resize', look);
    return () => removeEventListener('resize', look);
  }, []);

  /** `text`: what the input holds now. */
  function write(text: string) {
    onChange(isList ? `${listed.join(', ')}, ${text}` : text);
    setIsTyping(true);
  }

  function take(person: EmailAddress) {
    onChange(`${before.trim() === '' ? '' : `${before.trimEnd()} `}${addressText([person])}, `);
    setIsOpen(false);
  }

  function remove(at: number) {
    // Where its button goes with it, the focus has a place all the same.
    if (at === listed.length - 1 || listed.length === 2 || listed.length - 1 === mostAsText) input.current?.focus();
    const rest = listed.toSpliced(at, 1).join(', ');
    onChange(isTyping && last.trim() !== '' ? `${rest}, ${last.trim()}` : rest);
  }

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    const chosen = isShown ? suggestions[marked] : undefined;
    const { key, currentTarget } = event;
    if (isShown && key === 'ArrowDown') setMarked((marked + 1) % suggestions.length);
    else if (isShown && key === 'ArrowUp') setMarked((marked + suggestions.length - 1) % suggestions.length);
    else if ((key === 'Enter' || key === 'Tab') && chosen !== undefined) take(chosen);
    else if (isShown && key === 'Escape') setIsOpen(false);
    else if (isList && key === 'Enter' && currentTarget.value.trim() !== '') write(`${currentTarget.value}, `);
    else if (isList && key === 'Backspace' && currentTarget.value === '') {
      // The last one is text again, to be edited.
      onChange(listed.join(', '));
      setIsTyping(true);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** A column of addresses, as a table gives it: an input would take out what separates them. */
  function onPaste(event: ClipboardEvent<HTMLInputElement>) {
    const pasted = event.clipboardData.getData('text/plain').trim();
    if (!takesSeveral || !/[\r\n]/.test(pasted)) return;
    event.preventDefault();
    const { value: text, selectionStart, selectionEnd } = event.currentTarget;
    const lines = pasted.split(/[\r\n]+/).map((line) => line.trim().replace(/[,;]$/, ''));
    write(`${text.slice(0, selectionStart ?? 0)}${lines.join(', ')}, ${text.slice(selectionEnd ?? text.length)}`);
  }

  return (
    <div className={styles.recipient}>
      <Field
        label={label}
        orientation={takesSeveral ? 'horizontal' : 'vertical'}
        className={takesSeveral ? styles.field : undefined}
      >
        {(field) => (
          <div className={styles.recipientInput}>
            {isList && <RecipientList label={label} recipients={listed} onRemove={remove} />}
            <Input
              {...field}
              appearance="underline"
              value={isList ? (isTyping ? last.trimStart() : '') : value}
              autoFocus={autoFocus}
              autoComplete="off"
              spellCheck={false}
              placeholder={
                takesSeveral && !isList
                  ? t(isNarrow() ? 'compose.recipientsHintShort' : 'compose.recipientsHint')
                  : undefined
              }
              input={{
                ref: input,
                role: 'combobox',
                'aria-autocomplete': 'list',
                'aria-expanded': isShown,
                'aria-controls': isShown ? listId : undefined,
                'aria-activedescendant': isShown ? `${listId}-${marked}` : undefined,
                onPaste,
              }}
              onKeyDown={onKeyDown}
              onBlur={() => {
                setIsOpen(false);
                setIsTyping(false);
                measure.current();
              }}
              onChange={(_, data) => {
                write(data.value);
                setIsOpen(true);
                setMarked(0);
              }}
            />
          </div>
        )}
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

/** As it would stand in the line, in pixels. */
function widthOf(text: string, line: HTMLInputElement): number {
  const context = document.createElement('canvas').getContext('2d');
  if (context === null) return 0;
  const { font, paddingInlineStart, paddingInlineEnd } = getComputedStyle(line);
  context.font = font;
  return context.measureText(text).width + Number.parseFloat(paddingInlineStart) + Number.parseFloat(paddingInlineEnd);
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
