import { Button, MessageBar, MessageBarBody, Spinner } from '@fluentui/react-components';
import { EditRegular } from '@fluentui/react-icons';
import { numberText } from '@relais/browser-frame/language/numbers.ts';
import { TimeSpan } from '@relais/management-contract';
import { useFrameWords } from '@relais/browser-frame/language/frame-words.ts';
import { type DescribedField, labelOf } from '../form/described-fields.tsx';
import { useWords } from '../language/words.ts';
import { Facts } from '../list/details.tsx';
import { parameterOf, useCmdlets, useMay, useRows } from '../server/cmdlets.ts';
import { textOf, valueOf } from '../server/rows.ts';
import { ObjectDialog, type ObjectSection } from './object-dialog.tsx';
import styles from './pages.module.css';
import { usePlace } from './use-place.ts';

const noDraft = {};
const secondsIn = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 } as const;

/** Settings of the whole organisation that belong to no object: what they are now, a card a section, and their dialog. */
export function SettingsPage(props: {
  readonly area: string;
  readonly tab: string;
  readonly noun: string;
  readonly title: string;
  readonly subtitle: string;
  readonly sections: readonly ObjectSection[];
}) {
  const t = useWords();
  const frame = useFrameWords();
  const may = useMay();
  const cmdlets = useCmdlets();
  const place = usePlace(props.area, props.tab);
  const { data, error, refetch } = useRows(`Get-${props.noun}`);
  const cmdlet = cmdlets?.get(`set-${props.noun}`.toLowerCase());
  const row = data?.[0];
  if (error !== null) {
    return (
      <div className={styles.scroll}>
        <MessageBar intent="error" layout="multiline">
          <MessageBarBody>{error.message}</MessageBarBody>
        </MessageBar>
        <Button onClick={() => void refetch()}>{frame('tryAgain')}</Button>
      </div>
    );
  }
  if (row === undefined) return <Spinner label={frame('loading')} style={{ margin: 'auto' }} />;
  const shown = ({ name, unit, choices = {} }: DescribedField): string => {
    const value = valueOf(row, name);
    if (value instanceof TimeSpan && unit !== undefined) return numberText(value.totalSeconds / secondsIn[unit]);
    if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
    const text = textOf(row, name);
    return choices[text] ?? (text === '' ? '–' : text);
  };
  return (
    <div className={styles.scroll}>
      <div className={styles.head}>
        <p className={styles.quiet}>{props.subtitle}</p>
      </div>
      <div className={styles.cards} style={{ marginBlockStart: 16 }}>
        {props.sections.map((section) => (
          <section key={section.id} className={styles.card} aria-label={section.label}>
            <div className={styles.head}>
              <h2>{section.label}</h2>
              <Button
                appearance="subtle"
                icon={<EditRegular />}
                aria-label={`${t(may(`Set-${props.noun}`) ? 'list.edit' : 'list.details')}: ${section.label}`}
                onClick={() => place.open('~settings', section.id)}
              >
                {t(may(`Set-${props.noun}`) ? 'list.edit' : 'list.details')}
              </Button>
            </div>
            <Facts
              facts={section.fields.map((field) => [labelOf(field, parameterOf(cmdlet, field.name)), shown(field)])}
            />
          </section>
        ))}
      </div>
      {place.item === '~settings' && (
        <ObjectDialog
          noun={props.noun}
          row={row}
          identity=""
          identityParameter={null}
          title={props.title}
          subtitle={props.subtitle}
          initial={noDraft}
          offersTrial
          sections={props.sections}
          section={place.section}
          onSection={place.turnTo}
          onClose={place.close}
        />
      )}
    </div>
  );
}
