import assert from 'node:assert/strict';
import { homedir, tmpdir } from 'node:os';
import { test } from 'node:test';
import { shellEnvironment } from './shell-environment.ts';

test('runbooks find the machine, the user and the folder for files under Windows’ names, unless the system gives them', () => {
  const made = shellEnvironment({ USER: 'anna', PATH: '/bin' });
  assert.match(made.COMPUTERNAME ?? '', /^[^a-z.]+$/);
  assert.equal(made.USERDOMAIN, made.COMPUTERNAME);
  assert.equal(made.USERNAME, 'anna');
  assert.equal(made.TEMP, tmpdir());
  assert.equal(made.USERPROFILE, homedir());
  assert.equal(made.PATH, '/bin');
  // At a server's own machine it is the server's name, whatever the machine is called.
  assert.equal(shellEnvironment({ COMPUTERNAME: 'VM7' }, 'CAS01').COMPUTERNAME, 'CAS01');
  assert.equal(shellEnvironment({}, 'CAS01', '/srv/mail').ExchangeInstallPath, '/srv/mail/');
  const windows = shellEnvironment({ COMPUTERNAME: 'CAS01', USERNAME: 'bob', TEMP: 'D:\\Temp' });
  assert.deepEqual([windows.COMPUTERNAME, windows.USERNAME, windows.TEMP], ['CAS01', 'bob', 'D:\\Temp']);
  assert.notEqual(shellEnvironment({}).USERNAME, '');
});
