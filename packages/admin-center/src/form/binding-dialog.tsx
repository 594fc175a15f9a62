import { Button, Dialog, DialogSurface, Field, Input, Radio, RadioGroup } from '@fluentui/react-components';
import { useFocusReturn } from '@relais/browser-frame/frame/focus-return.ts';
import { useId, useState } from 'react';
import { parseWholeNumber } from '@relais/browser-frame/language/numbers.ts';
import { useWords, type Words } from '../language/words.ts';
import styles from './form.module.css';

type Where = 'ipv4' | 'ipv6' | 'address';

/** "Add IP address" of the documents: all IPv4, all IPv6 or one address, and the port. */
export function BindingDialog(props: {
  readonly standardPort: number;
  readonly onSave: (binding: string) => void;
  readonly onClose: () => void;
}) {
  const t = useWords();
  const titleId = useId();
  const [where, setWhere] = useState<Where>('ipv4');
  const [address, setAddress] = useState('');
  const [port, setPort] = useState(String(props.standardPort));
  const [wasTried, setTried] = useState(false);
  useFocusReturn();
  const number = parseWholeNumber(port);
  const isPortWrong = number === null || number < 1 || number > 65_535;
  const isAddressWrong = where === 'address' && !isAddress(address.trim());

  function save() {
    setTried(true);
    if (isPortWrong || isAddressWrong) return;
    props.onSave(bindingOf(where, address.trim(), number));
  }

  return (
    <Dialog open modalType="modal" onOpenChange={(_, { open }) => !open && props.onClose()}>
      <DialogSurface className={styles.small ?? ''} aria-labelledby={titleId}>
        <form
          className={styles.form}
          onSubmit={(event) => {
            event.preventDefault();
            save();
          }}
        >
          <h2 id={titleId} style={{ margin: 0 }}>
            {t('binding.title')}
          </h2>
          <Field label={t('binding.address')}>
            <RadioGroup value={where} onChange={(_, { value }) => setWhere(value as Where)}>
              <Radio value="ipv4" label={t('binding.allIpv4')} />
              <Radio value="ipv6" label={t('binding.allIpv6')} />
              <Radio value="address" label={t('binding.specify')} />
            </RadioGroup>
          </Field>
          {where === 'address' && (
            <Field
              label={t('binding.address')}
              validationState={wasTried && isAddressWrong ? 'error' : 'none'}
              validationMessage={wasTried && isAddressWrong ? t('binding.addressWrong') : null}
            >
              <Input value={address} onChange={(_, { value }) => setAddress(value)} placeholder="192.0.2.10" />
            </Field>
          )}
          <Field
            label={t('binding.port')}
            validationState={wasTried && isPortWrong ? 'error' : 'none'}
            validationMessage={wasTried && isPortWrong ? t('form.outOfRange', { min: '1', max: '65535' }) : null}
          >
            <Input value={port} inputMode="numeric" onChange={(_, { value }) => setPort(value)} />
          </Field>
          <div className={styles.actionsRow}>
            <Button type="submit" appearance="primary">
              {t('form.save')}
            </Button>
            <Button onClick={props.onClose}>{t('cancel')}</Button>
          </div>
        </form>
      </DialogSurface>
    </Dialog>
  );
}

function bindingOf(where: Where, address: string, port: number): string {
  if (where === 'ipv4') return `0.0.0.0:${port}`;
  if (where === 'ipv6') return `[::]:${port}`;
  return address.includes(':') ? `[${address.replace(/^\[|\]$/g, '')}]:${port}` : `${address}:${port}`;
}

function isAddress(text: string): boolean {
  return /^(?:\d{1,3}\.){3}\d{1,3}$/.test(text)
    ? text.split('.').every((part) => Number(part) < 256)
    : /^\[?[\da-f:]+:[\da-f:.]*\]?$/i.test(text);
}

/** A binding in words: `(All available IPv4)`, port 993. */
export function bindingText(binding: string, t: Words): string {
  const match = /^(.*):(\d+)$/.exec(binding);
  if (match === null) return binding;
  const [, address = '', port = ''] = match;
  const where =
    address === '0.0.0.0' ? t('binding.allIpv4Short') : address === '[::]' ? t('binding.allIpv6Short') : address;
  return t('binding.shown', { where, port });
}
