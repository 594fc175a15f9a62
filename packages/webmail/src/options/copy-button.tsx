import { Button, Tooltip } from '@fluentui/react-components';
import { CheckmarkRegular, CopyRegular } from '@fluentui/react-icons';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

/** Copies a value and says so, also to screen readers. */
export function CopyButton({ value, what }: { readonly value: string; readonly what: string }) {
  const { t } = useTranslation();
  const [isCopied, setIsCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setIsCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [isCopied]);
  return (
    <>
      <Tooltip content={isCopied ? t('copied') : t('copy', { what })} relationship="label">
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
