/** Messages that tests of this package share, lines ending in LF, one character per byte. */
export const samples: Record<'rfc3501' | 'nested' | 'broken' | 'attributes', string> = {
  // The envelope of RFC 3501 §8.
  rfc3501: `Date: Wed, 17 Jul 1996 02:23:25 -0700 (PDT)
From: Terry Gray <gray@cac.washington.edu>
Subject: IMAP4rev1 WG mtg summary and minutes
To: imap@cac.washington.edu
cc: minutes@CNRI.Reston.VA.US,
 John Klensin <KLENSIN@MIT.EDU>
Message-Id: <B27397-0100000@cac.washington.edu>
MIME-Version: 1.0
Content-Type: TEXT/PLAIN; CHARSET=US-ASCII

body
`,
  nested: `From: a@example.test
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="outer"

preamble
--outer
Content-Type: multipart/alternative; boundary=inner

--inner
Content-Type: text/plain; charset=utf-8

plain
--inner
Content-Type: text/html; charset=utf-8

<p>html</p>
--inner--
--outer
Content-Type: message/rfc822
Content-Description: a digest

From: b@example.test
Subject: inside
Content-Type: multipart/digest; boundary="digest"

--digest

From: c@example.test
Subject: one

first

--digest

Subject: two

second
--digest--
--outer
Content-Type: image/png; name="p.png"
Content-Transfer-Encoding: base64
Content-Disposition: attachment; filename="p.png"

iVBORw0KGgo=
--outer--
epilogue
`,
  broken: `>From somewhere
Subject: caf\xe9 "quoted" \\ back
From: =?utf-8?q?J=C3=A9r=C3=B4me?= <j@example.test>, friends: a@b, "C, D" <c@d>;, nodomain
To: undisclosed-recipients:;
Content-Type: multipart/mixed;
\tboundary = "=_b" (comment)

--=_b
Content-Type: text/plain; name=no quotes here.txt; format=flowed
--=_b
no colon
Content-Disposition: ATTACHMENT; filename*0*=utf-8''%e2%82%ac;
 filename*1=" rest.txt"

-- dashes
--not a boundary
text`,
  attributes: `Content-Type: text/html; charset=iso-8859-1
Content-ID: <id@example.test>
Content-Description: say "hi"
Content-MD5: Q2hlY2sgSW50ZWdyaXR5IQ==
Content-Language: en, fr-CA
Content-Location: http://example.test/a b
Content-Transfer-Encoding: Quoted-Printable
Content-Disposition: inline; filename="x.html"
Subject:
Reply-To: <@relay.example,@second.example:joe@example.test>

<p>
`,
};
