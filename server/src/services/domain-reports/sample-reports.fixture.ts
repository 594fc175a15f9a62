/** Reports as reporters send them, about example.test, of 14 November 2023. */
export const sampleDay = { begins: 1_699_920_000_000, ends: 1_700_006_399_000, now: 1_700_020_000_000 } as const;

/** A record of an aggregate report (RFC 7489 appendix C). */
export function dmarcRecord(row: {
  readonly sourceIp?: string;
  readonly count?: number | string;
  readonly dkim?: string;
  readonly spf?: string;
  readonly more?: string;
}): string {
  const { sourceIp = '192.0.2.7', count = 1, dkim = 'pass', spf = 'pass', more = '' } = row;
  return `<record><row><source_ip>${sourceIp}</source_ip><count>${count}</count><policy_evaluated>
    <disposition>none</disposition><dkim>${dkim}</dkim><spf>${spf}</spf>${more}</policy_evaluated></row>
    <identifiers><envelope_from>news.example.test</envelope_from><header_from>example.test</header_from></identifiers>
    <auth_results><dkim><domain>example.test</domain><selector>s1</selector><result>${dkim}</result></dkim>
    <spf><domain>news.example.test</domain><result>${spf}</result></spf></auth_results></record>`;
}

export function dmarcReport(
  records: string,
  {
    domain = 'example.test',
    organization = 'Receiver &amp; Sons',
    id = 'r-1',
    begins = sampleDay.begins as number,
    ends = sampleDay.ends as number,
  } = {},
): string {
  return `<?xml version="1.0" encoding="UTF-8" ?>
<!-- a comment -- with < and > -->
<feedback xmlns="urn:ietf:params:xml:ns:dmarc-2.0">
  <version>1.0</version>
  <report_metadata><org_name>${organization}</org_name><email>dmarc@receiver.test</email><report_id>${id}</report_id>
    <date_range><begin>${begins / 1000}</begin><end>${ends / 1000}</end></date_range></report_metadata>
  <policy_published><domain>${domain}</domain><adkim>r</adkim><aspf>s</aspf><p>quarantine</p><sp>reject</sp><pct>100</pct></policy_published>
  ${records}
</feedback>`;
}

/** As in RFC 8460 appendix B. */
export function tlsReport(policies: readonly object[] = [tlsPolicy()], more: object = {}): string {
  return JSON.stringify({
    'organization-name': 'Company-X',
    'date-range': { 'start-datetime': '2023-11-14T00:00:00Z', 'end-datetime': '2023-11-14T23:59:59Z' },
    'contact-info': 'sts-reporting@company-x.example',
    'report-id': '5065427c-23d3-47ca-b6e0-946ea0e8c4be',
    policies,
    ...more,
  });
}

export function tlsPolicy(policyDomain = 'example.test'): object {
  return {
    policy: {
      'policy-type': 'sts',
      'policy-string': ['version: STSv1', 'mode: testing', `mx: *.mail.${policyDomain}`, 'max_age: 86400'],
      'policy-domain': policyDomain,
      'mx-host': [`*.mail.${policyDomain}`],
    },
    summary: { 'total-successful-session-count': 5326, 'total-failure-session-count': 303 },
    'failure-details': [
      {
        'result-type': 'certificate-expired',
        'sending-mta-ip': '2001:db8:abcd:0012::1',
        'receiving-mx-hostname': 'mx1.mail.example.test',
        'failed-session-count': 100,
      },
      {
        'result-type': 'starttls-not-supported',
        'sending-mta-ip': '2001:db8:abcd:0013::1',
        'receiving-mx-hostname': 'mx2.mail.example.test',
        'receiving-ip': '203.0.113.56',
        'failed-session-count': 200,
        'failure-reason-code': 'EHLO without it',
      },
    ],
  };
}

/** A ZIP archive with these files, deflated by `pack` or stored. */
export function zipped(
  files: readonly { readonly name: string; readonly bytes: Buffer; readonly method: number }[],
): Buffer {
  const local: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, bytes, method } of files) {
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50, 0);
    head.writeUInt16LE(method, 8);
    head.writeUInt32LE(bytes.length, 18);
    head.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(method, 10);
    entry.writeUInt32LE(bytes.length, 20);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(at, 42);
    local.push(head, Buffer.from(name), bytes);
    directory.push(entry, Buffer.from(name));
    at += head.length + name.length + bytes.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...local, ...directory, end]);
}
