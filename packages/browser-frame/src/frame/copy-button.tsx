import { Button, Tooltip } from '@fluentui/react-components';
import { CheckmarkRegular, CopyRegular } from '@fluentui/react-icons';
import { useEffect, useState } from 'react';
import { useFrameWords } from '../language/frame-words.ts';

/** Copies a value and says so, also to screen readers. `what` names it where several stand side by side. */
export function CopyButton({ value, what }: { readonly value: string; readonly what?: string }) {
  const t = useFrameWords();
  const [isCopied, setIsCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setIsCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const label = what === undefined ? t('copy') : t('copyThing', { what });
  return (
    <>
      <Tooltip content={isCopied ? t('copied') : label} relationship="label">
        <Button
          appearance="subtle"
          size="small"
          icon={isCopied ? <CheckmarkRegular /> : <CopyRegular />}
          onClick={() => void navigator.clipboard.writeText(value).then(() => setIsCopied(true))}
        />
      </Tooltip>
      <span className="seen-by-readers-only" role="status">
        {isCopied ? t('copied') : ''}
      </span>
    </>
  );
}
