import { useTranslation } from 'react-i18next';
import type { Route } from '../route.ts';

export function MailPage(_: { readonly route: Extract<Route, { page: 'mail' }> }) {
  const { t } = useTranslation();
  return <main>{t('mail.title')}</main>;
}
