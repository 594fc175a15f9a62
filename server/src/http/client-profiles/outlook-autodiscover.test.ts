import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressInAutodiscoverRequest, wantsOutlookSchema } from './outlook-autodiscover.ts';

const outlook = 'http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a';

test('the address and the kind of answer are read with the blanks around them', () => {
  assert.equal(
    addressInAutodiscoverRequest('<EMailAddress>\r\n  a&amp;b@contoso.com </EMailAddress>'),
    'a&b@contoso.com',
  );
  for (const none of ['', '<EMailAddress></EMailAddress>', `<EMailAddress>${'a'.repeat(321)}</EMailAddress>`])
    assert.equal(addressInAutodiscoverRequest(none), null);
  assert.ok(wantsOutlookSchema(`<AcceptableResponseSchema> ${outlook}\n</AcceptableResponseSchema>`));
  assert.ok(!wantsOutlookSchema('<AcceptableResponseSchema>another</AcceptableResponseSchema>'));
});

// Anybody may ask: every blank was tried as the end of those before and as the beginning of those behind, and all stood still.
test('a request of nothing but blanks is read once', () => {
  const blanks = ' '.repeat(16_000);
  assert.equal(addressInAutodiscoverRequest(`<EMailAddress>${blanks}`), null);
  assert.ok(wantsOutlookSchema(`<AcceptableResponseSchema>${blanks}`));
});
