import { Button } from '@fluentui/react-components';
import { useState } from 'react';
import { useWords } from '../language/words.ts';
import { useRun } from '../server/use-run.ts';
import { type Command, commandLine } from '../server/command-line.ts';
import styles from './form.module.css';

interface Foretold {
  /** Of which commands: those that were changed since are not meant. */
  readonly lines: string;
  readonly texts: readonly string[];
}

/** What the commands of a dialog would do, by the server's own -WhatIf, its warnings with it; nothing is changed. */
export function WhatIf({ commands }: { readonly commands: readonly Command[] }) {
  const t = useWords();
  const run = useRun();
  const [isBusy, setBusy] = useState(false);
  const [foretold, setForetold] = useState<Foretold | null>(null);
  const lines = commands.map(commandLine).join('\n');

  async function ask() {
    setBusy(true);
    const tried = commands.map(({ cmdlet, parameters }) => ({ cmdlet, parameters: { ...parameters, WhatIf: true } }));
    try {
      const { whatIf, warnings } = await run(tried);
      setForetold({ lines, texts: [...whatIf, ...warnings] });
    } catch (cause) {
      setForetold({ lines, texts: [cause instanceof Error ? cause.message : String(cause)] });
    }
    setBusy(false);
  }

  return (
    <div className={styles.whatIf} role="status">
      <Button size="small" disabledFocusable={isBusy} onClick={() => void ask()}>
        {t('form.whatIf')}
      </Button>
      {foretold?.lines === lines && (
        <ul>
          {foretold.texts.map((text, index) => (
            <li key={index}>{text}</li>
          ))}
        </ul>
      )}
    </div>
  );
}
