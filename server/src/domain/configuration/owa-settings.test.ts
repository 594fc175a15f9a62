import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type OwaSettings, typedName } from './owa-settings.ts';

const settings = (LogonFormat: OwaSettings['LogonFormat'], DefaultDomain: string): OwaSettings => ({
  ExternalUrl: null,
  InternalUrl: null,
  BasicAuthentication: true,
  FormsAuthentication: true,
  LogonFormat,
  DefaultDomain,
});

test('a name without a domain is one of the default domain only where the logon format is UserName', () => {
  assert.equal(typedName(' alice ', settings('UserName', 'contoso.com')), 'alice@contoso.com');
  assert.equal(typedName('alice', settings('FullDomain', 'contoso.com')), 'alice');
  assert.equal(typedName('alice', settings('UserName', '')), 'alice');
  assert.equal(typedName('CONTOSO\\alice', settings('UserName', 'contoso.com')), 'CONTOSO\\alice');
  assert.equal(typedName('alice@fabrikam.com', settings('UserName', 'contoso.com')), 'alice@fabrikam.com');
});
