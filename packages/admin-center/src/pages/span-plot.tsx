import { timeText } from '@relais/browser-frame/language/dates.ts';
import { numberText } from '@relais/browser-frame/language/numbers.ts';
import { useWords } from '../language/words.ts';
import styles from './pages.module.css';

export interface Series {
  readonly label: string;
  /** One a span; `null`: nobody knows. */
  readonly values: readonly (number | null)[];
  readonly tone: 'first' | 'second' | 'bad';
}

const height = 96;

/**
 * Bars of a day, one group a span. Read at a glance: the scale's top, the times below, the sum of each series beside its
 * colour. A screen reader gets the same as a table.
 */
export function SpanPlot(props: {
  readonly title: string;
  readonly starts: readonly Date[];
  readonly series: readonly Series[];
  /** What stands beside a series' name: the sum, or the last value. */
  readonly figure: 'sum' | 'last';
}) {
  const t = useWords();
  const { series, starts } = props;
  const top = Math.max(1, ...series.flatMap(({ values }) => values.map((value) => value ?? 0)));
  const spans = Math.max(1, starts.length);
  const group = 100 / spans;
  const bar = (group * 0.8) / series.length;
  return (
    <figure className={styles.plot}>
      <figcaption>
        {series.map(({ label, values, tone }) => (
          <span key={label} data-tone={tone}>
            {label}{' '}
            <strong>
              {numberText(
                props.figure === 'sum'
                  ? values.reduce<number>((sum, value) => sum + (value ?? 0), 0)
                  : (values.at(-1) ?? 0),
              )}
            </strong>
          </span>
        ))}
      </figcaption>
      <div className={styles.plotArea} aria-hidden>
        <span className={styles.plotTop}>{numberText(top)}</span>
        <svg viewBox={`0 0 100 ${height}`} preserveAspectRatio="none">
          {series.map(({ values, tone, label }, at) =>
            values.map((value, span) => {
              const size = ((value ?? 0) / top) * height;
              const start = starts[span];
              return (
                <rect
                  key={`${label} ${span}`}
                  data-tone={tone}
                  x={span * group + group * 0.1 + at * bar}
                  width={bar}
                  y={height - size}
                  height={size}
                >
                  <title>{`${start === undefined ? '' : timeText(start)}: ${label} ${numberText(value ?? 0)}`}</title>
                </rect>
              );
            }),
          )}
        </svg>
        <div className={styles.plotTimes}>
          {[0, Math.floor(spans / 2), spans - 1].map((span, index) => {
            const start = starts[span];
            return <span key={index}>{start === undefined ? '' : timeText(start)}</span>;
          })}
        </div>
      </div>
      <table className="seen-by-readers-only">
        <caption>{props.title}</caption>
        <thead>
          <tr>
            <th scope="col">{t('dashboard.from')}</th>
            {series.map(({ label }) => (
              <th key={label} scope="col">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {starts.map((start, span) => (
            <tr key={start.getTime()}>
              <th scope="row">{timeText(start)}</th>
              {series.map(({ label, values }) => (
                <td key={label}>{values[span] == null ? '–' : numberText(values[span])}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}
