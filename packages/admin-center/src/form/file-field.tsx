import { Button, Field } from '@fluentui/react-components';
import { DocumentRegular } from '@fluentui/react-icons';
import { useRef, useState } from 'react';
import { useWords } from '../language/words.ts';
import styles from './form.module.css';
import { useRefusal } from './refused-field.ts';
import { useShownField } from './shown-field.ts';

/** A file to send: the browser's own field would speak the browser's language and not the page's. */
export function FileField(props: {
  /** The parameter that takes what is in it. */
  readonly name: string;
  readonly label: string;
  readonly hint: string;
  readonly accept: string;
  readonly problem: string | null;
  readonly onChoose: (file: File | undefined) => void;
}) {
  const t = useWords();
  const input = useRef<HTMLInputElement>(null);
  const [fileName, setFileName] = useState<string | null>(null);
  const refusal = useRefusal(props.name);
  const problem = props.problem ?? refusal;
  useShownField(props.name, props.label, { isWrong: props.problem !== null });
  const shown = fileName ?? t('form.noFile');
  return (
    <Field
      label={props.label}
      hint={props.hint}
      required
      validationMessage={problem}
      validationState={problem === null ? 'none' : 'error'}
    >
      {({ 'aria-describedby': described }) => (
        <div className={styles.file}>
          <input
            ref={input}
            type="file"
            hidden
            tabIndex={-1}
            accept={props.accept}
            onChange={({ target }) => {
              setFileName(target.files?.[0]?.name ?? null);
              props.onChoose(target.files?.[0]);
            }}
          />
          <Button
            icon={<DocumentRegular />}
            data-field
            data-wrong={problem === null ? undefined : ''}
            aria-label={t('form.fileChoice', { label: props.label, name: shown })}
            aria-describedby={described}
            onClick={() => input.current?.click()}
          >
            {t('form.chooseFile')}
          </Button>
          <span>{shown}</span>
        </div>
      )}
    </Field>
  );
}
