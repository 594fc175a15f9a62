import { Link } from '@fluentui/react-components';
import { type ReactNode, useContext, useEffect } from 'react';
import { useWords } from '../language/words.ts';
import styles from './form.module.css';
import { RefusedFieldContext } from './refused-field.ts';
import { BehindMoreContext, SectionContext, shownFieldOf, ShownFieldsContext } from './shown-field.ts';

/** Exchange's link below a form that shows the rest of it; its state is in the address so that it can be linked to. */
export function MoreOptions({
  children,
  isOpen,
  onOpen,
}: {
  readonly children: ReactNode;
  readonly isOpen: boolean;
  readonly onOpen: (open: boolean) => void;
}) {
  const t = useWords();
  const fields = useContext(ShownFieldsContext);
  const refused = useContext(RefusedFieldContext);
  const section = useContext(SectionContext);
  // What the server refuses behind it is to be seen.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each refusal; whoever closes it then means it
  useEffect(() => {
    const field = fields === null ? undefined : shownFieldOf(fields, refused);
    if (!isOpen && field?.isMore === true && field.section === section) onOpen(true);
  }, [refused]);
  return (
    <>
      <Link
        as="button"
        type="button"
        className={styles.more ?? ''}
        aria-expanded={isOpen}
        onClick={() => onOpen(!isOpen)}
      >
        {isOpen ? t('form.fewerOptions') : t('form.moreOptions')}
      </Link>
      {isOpen && <BehindMoreContext value={true}>{children}</BehindMoreContext>}
    </>
  );
}
