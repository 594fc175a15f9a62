import { Field, Input } from '@fluentui/react-components';
import { currentZone } from '@relais/browser-frame/language/regional.ts';
import { momentAt } from '@relais/browser-frame/language/zoned-moment.ts';
import { dayPattern, parseDay } from '../language/day-text.ts';
import { useWords } from '../language/words.ts';

/** From which day to which, as their reader writes days; empty: from the first, to the last. */
export interface DaySpan {
  readonly from: string;
  readonly until: string;
}

/** From the first moment of the first day to the last one of the last, in the reader's time zone; `null` where it is open. */
export function momentsOf({ from, until }: DaySpan): { readonly start: Date | null; readonly end: Date | null } {
  const [first, last] = [parseDay(from), parseDay(until)];
  return {
    start: first === null ? null : dayAt(first, 0),
    end: last === null ? null : new Date(dayAt(last, 1).getTime() - 1),
  };
}

/** Something that is no day, or a last day before the first. */
export function isWrongSpan({ from, until }: DaySpan): boolean {
  return isNoDay(from) || isNoDay(until) || isBackwards({ from, until });
}

/** Two fields in the language of the page, which the browser's own would not speak. */
export function DaySpanFields(props: { readonly span: DaySpan; readonly onChange: (span: DaySpan) => void }) {
  const t = useWords();
  const { span, onChange } = props;
  const pattern = dayPattern({ day: t('day.day'), month: t('day.month'), year: t('day.year') });
  const field = (name: keyof DaySpan) => {
    const text = span[name];
    const backwards = name === 'until' && isBackwards(span) ? t('audit.backwards') : null;
    const problem = isNoDay(text) ? t('day.wrong', { pattern }) : backwards;
    return (
      <Field
        label={t(`audit.${name}`)}
        validationMessage={problem}
        validationState={problem === null ? 'none' : 'error'}
      >
        <Input
          inputMode="numeric"
          autoComplete="off"
          placeholder={pattern}
          value={text}
          onChange={(_, { value }) => onChange({ ...span, [name]: value })}
        />
      </Field>
    );
  };
  return (
    <>
      {field('from')}
      {field('until')}
    </>
  );
}

const isNoDay = (text: string): boolean => text.trim() !== '' && parseDay(text) === null;

function isBackwards({ from, until }: DaySpan): boolean {
  const [first, last] = [parseDay(from), parseDay(until)];
  return first !== null && last !== null && first > last;
}

/** The first moment of a day, or of one some days later. */
function dayAt(iso: string, later: number): Date {
  const [year = 0, month = 1, day = 1] = iso.split('-').map(Number);
  return momentAt({ year, month, day: day + later, hour: 0, minute: 0, second: 0 }, currentZone());
}
