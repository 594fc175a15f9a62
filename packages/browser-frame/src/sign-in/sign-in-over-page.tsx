import { Dialog, DialogSurface } from '@fluentui/react-components';
import { type ComponentProps, useEffect, useRef, useState } from 'react';
import { useFocusReturn } from '../frame/focus-return.ts';
import { SignInPage } from './sign-in-page.tsx';
import styles from './sign-in-page.module.css';

/**
 * The page of sign-in over one that somebody is in the middle of: nothing of it is seen meanwhile, and it goes on as it stood.
 * A dialog, for it also stands before those of the page below.
 */
export function SignInOverPage(props: ComponentProps<typeof SignInPage>) {
  useFocusReturn();
  const surface = useRef<HTMLDivElement>(null);
  // Fluent begins in the first field, and who was typing would go on there.
  useEffect(() => {
    const soon = requestAnimationFrame(() => surface.current?.querySelector('h1')?.focus());
    return () => cancelAnimationFrame(soon);
  }, []);
  const [title] = useState(document.title);
  useEffect(
    () => () => {
      document.title = title;
    },
    [title],
  );
  return (
    <Dialog open modalType="alert">
      <DialogSurface ref={surface} className={styles.over} aria-label={props.title}>
        <SignInPage {...props} />
      </DialogSurface>
    </Dialog>
  );
}
