import { DismissRegular } from '@fluentui/react-icons';
import { useState } from 'react';
import { useWords } from '../language/words.ts';
import styles from './recipient-list.module.css';
import { parseRecipients } from './recipients.ts';

const shownAtFirst = 3;
/** So many need no button that shows the rest. */
const fewEnough = 6;

/** Many recipients, one by one: the first and how many more there are, or all of them in a part that scrolls. */
export function RecipientList({
  label,
  recipients,
  onRemove,
}: {
  /** Of the field that they stand in. */
  readonly label: string;
  /** As they were written: `Lina <lina@example.test>`. */
  readonly recipients: readonly string[];
  readonly onRemove: (at: number) => void;
}) {
  const t = useWords();
  const [showsAll, setShowsAll] = useState(false);
  const isLong = recipients.length > fewEnough;
  const shown = showsAll || !isLong ? recipients : recipients.slice(0, shownAtFirst);
  return (
    <ul className={styles.list} aria-label={t('compose.peopleIn', { field: label, count: recipients.length })}>
      {shown.map((text, at) => {
        const [address] = parseRecipients(text).addresses;
        const name = address === undefined ? text : (address.name ?? address.email);
        return (
          // The place is the key: the focus stays where somebody was taken out, and takes out the next.
          <li
            key={at}
            className={address === undefined ? styles.wrong : styles.person}
            title={address === undefined ? t('compose.badAddress', { address: text }) : address.email}
          >
            <bdi>{name}</bdi>
            <button type="button" aria-label={t('compose.removePerson', { name })} onClick={() => onRemove(at)}>
              <DismissRegular aria-hidden="true" />
            </button>
          </li>
        );
      })}
      {isLong && (
        <li>
          <button
            type="button"
            className={styles.others}
            aria-expanded={showsAll}
            onClick={() => setShowsAll(!showsAll)}
          >
            {showsAll ? t('mail.fewerPeople') : t('mail.morePeople', { count: recipients.length - shown.length })}
          </button>
        </li>
      )}
    </ul>
  );
}
