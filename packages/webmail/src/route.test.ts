import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pathOf, type Route, routeOf } from './route.ts';

test('every route survives its own path', () => {
  const routes: Route[] = [
    { page: 'mail', mailboxId: null, emailId: null },
    { page: 'mail', mailboxId: 'F1', emailId: null },
    { page: 'mail', mailboxId: 'F/1 é', emailId: 'M2?' },
    { page: 'options', section: 'start' },
    { page: 'options', section: 'my-account' },
    { page: 'options', section: 'pop-imap' },
    { page: 'options', section: 'automatic-replies' },
    { page: 'options', section: 'inbox-rules' },
    { page: 'options', section: 'general' },
  ];
  for (const route of routes) assert.deepEqual(routeOf(pathOf(route)), route);
});

test('the address of Outlook Web App 2016 opens the same page', () => {
  assert.deepEqual(routeOf('/owa/', '#path=/options/popandimap'), { page: 'options', section: 'pop-imap' });
});

test('addresses of Outlook Web App open the inbox; what never was an address is said to be none', () => {
  for (const path of [
    '/owa',
    '/owa/',
    '/owa/mail',
    '/owa/auth/logon.aspx',
    '/owa/alice@example.test/',
    '/owa/example.test',
  ])
    assert.deepEqual(routeOf(path), { page: 'mail', mailboxId: null, emailId: null }, path);
  for (const path of ['/owa/nonsense', '/owa/nonsense/here', '/owa/mails/x'])
    assert.deepEqual(routeOf(path), { page: 'unknown' }, path);
});
