export interface ReportOptions {
  /** Left-hand side of the Message-ID of the mail that came back. */
  hash: string;
  action?: string;
  status?: string;
  /** How the mail that came back is enclosed. */
  original?: string;
}

/** A delivery status notification as Postfix writes it (RFC 3464). */
export const report = ({
  hash,
  action = 'failed',
  status = '5.1.1',
  original = 'text/rfc822-headers',
}: ReportOptions): string =>
  `From: MAILER-DAEMON@mx.client.example (Mail Delivery System)
To: notice@lvyue.local
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"
Message-ID: <20270106.1@mx.client.example>

--B
Content-Type: text/plain; charset=utf-8

I'm sorry to have to inform you that your message could not be delivered.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.client.example

Final-Recipient: rfc822; xu@client.example
Action: ${action}
Status: ${status}
Diagnostic-Code: smtp; 550 ${status} <xu@client.example>: Recipient address rejected

--B
Content-Type: ${original}

From: <notice@lvyue.local>
To: xu@client.example
Message-ID: <${hash}@lvyue.local>
Subject: =?utf-8?B?5Lmm6Z2i6YCa55+l?=

--B--
`;
