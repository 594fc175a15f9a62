import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pemFromText, pfxContext } from './imported-certificate.ts';
import { refuseManyRounds } from './rounds-of-password.ts';

// Written by OpenSSL 3.0.19 for one P-256 key and its certificate; the password is `pw`.
/** `pkcs12 -export -iter 3000000 -maciter` */
const slowPfx =
  'MIIEDwIBAzCCA8QGCSqGSIb3DQEHAaCCA7UEggOxMIIDrTCCAmMGCSqGSIb3DQEHBqCCAlQwggJQAgEAMIICSQYJKoZIhvcNAQcBMFgGCSqGSIb3DQEFDTBL' +
  'MCoGCSqGSIb3DQEFDDAdBAhtMub9j+hTFQIDLcbAMAwGCCqGSIb3DQIJBQAwHQYJYIZIAWUDBAEqBBCIEWXE7hUyXyKkzJGE3kE1gIIB4Lyedbd9PQzuczyv' +
  'kJgXihxaLJHoG6RznJuzPZvV4lXGUhcTbMww86yQUYKNSV4rxcOqGqlXKlAbdWA2QGH2RBDDKLAwfwcN0kOuu3tZvtOr2BT0dXSS3XfbTkzHxGl2fWfRDjxx' +
  'uO8sRMJ/iqyrdbSGewMbXWozOSn1aGQ1d6kykT/RMxc80b45c6a9UTkZFwmK10axfWL6Aj0Vuh3/xXjOZwUcx5qXTNVLXiYYlLTL+LYT4sk1VdeyHWCKZQex' +
  'EQdkwIJfdYiwdjWIi6WVhQmkRPlm5gWaI/wnWVq7okwOULOCgHeiBiaw+2Q1OqYbpiaa7mcaq/C2/u9zjFCfUUlgloLw6IuQLDGKeHG5QjcxrBlYZDJ+uMbo' +
  '9gwMd+yJs9YeUpJP6BbCcCvjmyWC9Ho1zhJU3CXkSEBrNlUfLSmq5IcxU0h1BJsLsjZbcmMbq1w4GtvBBVtRxdDIUeDEuUnIacxly/n1acWU40AxtdvjnqYZ' +
  'LPBplry+yG8lsZfLlMDtHn4N3fE6N+PXBzi93zcOOdoaRv/TqE1ar7uO7I+3aybeM6ZAygJo0EmiaVVFHai15BOQZM/qQs+wB9TUCHQ/yVlbZDIQeL8xgyyd' +
  'dlMxxjTI6TQEopF/Dl5yH2uXkTCCAUIGCSqGSIb3DQEHAaCCATMEggEvMIIBKzCCAScGCyqGSIb3DQEMCgECoIHwMIHtMFgGCSqGSIb3DQEFDTBLMCoGCSqG' +
  'SIb3DQEFDDAdBAgYuZcJRsbasgIDLcbAMAwGCCqGSIb3DQIJBQAwHQYJYIZIAWUDBAEqBBCI82fm+42Nozg/x36yb6hRBIGQKOmkLZAejk+U6jqK8hkleEPu' +
  'UzU8qRmTQk0G9DBau8IpRp1Z5zYaJdpbbZYTXI2QV6mzqZZTYLMp8PwyY3YhpHOrzB3DWsFUb41f9c/G9UcSbw7pNdVH6Pdy/8UY5t742KzfE41hlZ29yiyd' +
  'z4O+DduW4SNl4Q/WQNGBDQ69jn+kGH2P+Ur91RD235+7YtETMSUwIwYJKoZIhvcNAQkVMRYEFGzCw+JZh3BuGZGe02GRY2OiOjA6MEIwMTANBglghkgBZQME' +
  'AgEFAAQgwmXQm4zxs+rAEtEaAiLciM0ZS3sbeTNA7rBC8MsogwwECH/0vg7c+GLlAgMtxsA=';
/** `pkcs12 -export -certpbe PBE-SHA1-3DES -keypbe PBE-SHA1-3DES -macalg sha1`, as Windows with TripleDES-SHA1. */
const tripleDesPfx =
  'MIIDegIBAzCCA0AGCSqGSIb3DQEHAaCCAzEEggMtMIIDKTCCAh8GCSqGSIb3DQEHBqCCAhAwggIMAgEAMIICBQYJKoZIhvcNAQcBMBwGCiqGSIb3DQEMAQMw' +
  'DgQIZzhlddMF9E0CAggAgIIB2H+W+AV1eEZPOHTVROaZikSRVl+sPFBVWNpacSDi1o804hDoHAcU7OI9oZatCmFGFHJfmctFhZ5uJyFPnVgTAJa+xlUaSRXl' +
  '7760Qk/hiqhEuhW+MGq31l4TVDHv8PLTUrdIT3tbsif8zYEwnwP0t/n7ex0nVCnGzIDh9DDQX5MAX3OpPjqSGP7wT/JuScQsO8rtyhMeAF/CPPCKYhRWnUJj' +
  'w9Ltv5C1JOzx0bNCMNWA2uehKkmyUAOQIOTaXx+1qxF1wQ4j/9CFWRpziso/ecXnt3VUQlSgVhTSWE/XYcOphU+1sqYm1NV0459ztt/5S/Af/kcW3WBLnkLX' +
  'Bl2txYunG+H+vobBgqxIKqyTvfvLxkjMVEumWOt8P43D+q+hiHco9yErx0HVZg5KFvMWmqIGz1n/VKWuLdUTkbh7MvP6gGPlYBf0vvcB95wG61qbK4eQg8vS' +
  '54GoRNcqTZw9d2GjI6sYl8Uo6sPG+Xe5f3o6L0XJ55kURZ5eQF5On7WjMdAhm2Oa314QrH0knUa6viAND873628BdeDkvIJQyFkC95pSXVXJQX3SQKu3a+en' +
  'FTYyY2zFor8/BuDqjkoo/rW/FDYSAa6rvBK5VUa3+DPlQDCibnQMUnQwggECBgkqhkiG9w0BBwGggfQEgfEwge4wgesGCyqGSIb3DQEMCgECoIG0MIGxMBwG' +
  'CiqGSIb3DQEMAQMwDgQIwqQo8ctOGvwCAggABIGQGpTfZoyvvIRm5k3BVMP/DG+BMiJRx2uJ10fTZAmgDs25Hc4PVR1QHK04j/q6x9SxT6nLVRgigYGPt/HF' +
  'HJPNnSJ1hE1qXp80Mdce3ZiPCeJK+vEDj9ieBs0G9dz8ZgNpK46fZ1quAEueg325tlrZ4uxjk/5OLV2KrXDB3LFYI90k5dVvKVz6kVoku9QtVmdzMSUwIwYJ' +
  'KoZIhvcNAQkVMRYEFGzCw+JZh3BuGZGe02GRY2OiOjA6MDEwITAJBgUrDgMCGgUABBQXChV/LEfl8OYSIEvGKUmr/S8P9QQIz/lPC6NMtWgCAggA';
/** `pkcs8 -topk8 -v2 aes256 -iter 3000000` */
const slowKey = `-----BEGIN ENCRYPTED PRIVATE KEY-----
MIHtMFgGCSqGSIb3DQEFDTBLMCoGCSqGSIb3DQEFDDAdBAgSo5pwA2UHvgIDLcbA
MAwGCCqGSIb3DQIJBQAwHQYJYIZIAWUDBAEqBBCzoE+j3YUSEhawy2pDer3HBIGQ
4bN/++A9CZBW0ltjZm7p1q7hdBH047Lv0UUFS+mdukT3Vb4v2nFXXNrPB8hTQsUq
bddSRgjKqWZtZDkXRYZ+Rni1nGdQDrfEHDsKzxHqXdW3Z1oUIQijin/Po6Kzgzm8
rlREnck2OKZvALTMzX0Th/v3fBQQBRUPFdRHQXJG81XLjFxBEr1tBTascKgYMcuO
-----END ENCRYPTED PRIVATE KEY-----
`;
const certificate = `-----BEGIN CERTIFICATE-----
MIIBeDCCAR+gAwIBAgIUT0yghNMDSckPm8OjjeektyD9seQwCgYIKoZIzj0EAwIw
ETEPMA0GA1UEAwwGYS50ZXN0MCAXDTI2MTIwMTA5MzQwOFoYDzIxMjYxMTA3MDkz
NDA4WjARMQ8wDQYDVQQDDAZhLnRlc3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNC
AARG7NWLQP2bATCp01XThQapU5tV/tg3jFGLKUMwCm8pbKQh8/WqnoYRPYS2D7ZJ
hmYWYu8zMMnAOwlQWTa2FCvBo1MwUTAdBgNVHQ4EFgQUU60n/1amjYfSLUPUj94n
4YZgSx8wHwYDVR0jBBgwFoAUU60n/1amjYfSLUPUj94n4YZgSx8wDwYDVR0TAQH/
BAUwAwEB/zAKBggqhkjOPQQDAgNHADBEAiAu16VsjVzvTmgY7nWZGydb7Yjlr+Tz
ecB78X7ISsFQ2AIgITyBeA2+I8M2Zz5LGouI2g+rlXcINk0LAWNp8M/qoNo=
-----END CERTIFICATE-----
`;

const tooMany = /hashed \d{7} times before it opens, and more than 1000000 are not done here/;

test('a file whose password would be hashed for long is refused before it is', () => {
  assert.throws(() => pfxContext(Buffer.from(slowPfx, 'base64'), 'pw'), tooMany);
  assert.throws(() => pemFromText(certificate + slowKey, 'pw'), tooMany);
  assert.equal(pfxContext(Buffer.from(tripleDesPfx, 'base64'), 'pw').certificate.subject, 'CN=a.test');
});

test('the rounds are found however the file is written, and nothing in it ends the search or keeps it going', () => {
  const count = [0x02, 0x04, 0x7f, 0xff, 0xff, 0xff];
  const salt = [0x04, 0x02, 0x30, 0x80];
  const parameters = [0x30, 0x0a, ...salt, ...count];
  const forms = [
    parameters,
    // Behind the digest of MacData.
    [0x30, 0x0c, 0x30, 0x00, ...salt, ...count],
    // Lengths that are told by an end, and octets in parts.
    [0x30, 0x80, ...parameters, 0x00, 0x00],
    [0x24, 0x80, 0x04, 0x05, ...parameters.slice(0, 5), 0x04, 0x07, ...parameters.slice(5), 0x00, 0x00],
    [0x04, 0x0c, ...parameters],
  ];
  for (const form of forms) assert.throws(() => refuseManyRounds(Buffer.from(form)), /hashed 2147483647 times/);
  const whole = Buffer.from(tripleDesPfx, 'base64');
  for (let cut = 0; cut <= whole.length; cut += 1) refuseManyRounds(whole.subarray(0, cut));
  refuseManyRounds(Buffer.alloc(100_000, Buffer.from([0x30, 0x80])));
});
