// The book's settings, the two agreements, the example keys and the mapping files.
import { write } from './book.ts';
import type { Journal } from './book.ts';
import { PAYERS, PRACTICES, SITES } from './group.ts';
import type { PayerId } from './group.ts';
import { DESK_MAPPINGS } from './mappings-desk.ts';
import { GUIDE } from './guide.ts';
import { OFFICE_MAPPINGS } from './mappings-office.ts';

export function writeSettings(rates: Readonly<Record<PayerId, number>>, journal: Journal): void {
  write(journal, 'README.md', GUIDE);
  write(journal, 'book.yaml', bookYaml(rates));
  write(journal, 'agreement-tx.yaml', agreement('tx'));
  write(journal, 'agreement-az.yaml', agreement('az'));
  const warning = (what: string): string =>
    `# EXAMPLE KEY, published with the source: it protects nothing. ${what}\n`;
  write(
    journal,
    'book.key',
    `${warning('Turns identifiers of the example into tokens.')}${'6a756e69706572'.padEnd(64, '0')}\n`,
  );
  write(
    journal,
    'signing.key',
    `${warning('Ed25519 seed that signs checkpoints of the example.')}${'6365646172'.padEnd(64, '1')}\n`,
  );
  for (const [name, text] of Object.entries({ ...DESK_MAPPINGS, ...OFFICE_MAPPINGS })) {
    write(journal, `mappings/${name}`, text);
  }
}

function bookYaml(rates: Readonly<Record<PayerId, number>>): string {
  const entities = PRACTICES.map(
    (p) => `  - id: ${p.id}
    kind: practice
    name: ${p.legalName}
    state: ${p.state}
    form: PLLC
    npi: '${p.npi}'
    bankAccounts:
      - id: ${p.code.toLowerCase()}-operating
        name: Operating checking
`,
  ).join('');
  const sites = SITES.map(
    (s) => `  - id: ${s.id}
    entity: ${s.practice}
    name: ${s.name}
    state: ${s.practice === 'tx-practice' ? 'TX' : 'AZ'}
    openedOn: ${s.openedOn}
    npi: '${s.npi}'
    claimPrefixes: [${s.code}]
`,
  ).join('');
  const payers = PAYERS.map(
    (p) => `  - id: ${p.id}
    name: ${p.name}
    class: ${p.payerClass}
    ids: [${p.ediId}, '${p.trnId}']
    contractualRate: '0.${String(rates[p.id]).padStart(4, '0')}'
`,
  ).join('');
  return `# The example group. Every name and number is invented.
schema: feeworth-book/1
name: Juniper Aesthetics (example)
currency: USD
cashPolicy: bank
fiscalYearStart: 1
opening: 2024-10-31
packageBreakageRate: '0.08'
giftCardBreakageRate: '0.06'
entities:
${entities}  - id: cedar-mso
    kind: mso
    name: Cedar MSO Example LLC
    state: TX
    form: LLC
sites:
${sites}payers:
${payers}`;
}

/** Both agreements in the format of agreement files; base and tiers are all that differs. */
function agreement(code: 'tx' | 'az'): string {
  const share =
    code === 'tx'
      ? `      kind: tiered
      base: collections-net-of-refunds
      tiers:
        t1: { upTo: 150000 USD/month, rate: 9% }
        t2: { rate: 7% }
`
      : `      kind: percent
      base: collections-net-of-refunds
      rate: 9%
`;
  return `# Management services agreement of the example; sales tax and tips are in no base.
format: feeworth-agreement/1
id: cedar-${code}
title: Cedar MSO and Juniper Aesthetics, ${code === 'tx' ? 'Texas' : 'Arizona'}
practices: [${code}-practice]
mso: cedar-mso
signedOn: 2025-10-13
effectiveFrom: 2025-11-01
term: 60 months
renewal: { term: 12 months, notice: 90 days }
termination:
  cure: 30 days
  withoutCause: { by: either, notice: 180 days }
  exitFee: 3 months of fee
services:
  - billing
  - hr-payroll
  - marketing
  - compliance
  - accounting
  - payer-contracting
  - credentialing
  - recruitment
  - it
  - supply-chain
  - branding
# With Medicare revenue a share of collections may not pay for marketing (OIG Opinion 98-4):
# the MSO runs the brand and its advertising desk without a charge.
fee:
  components:
    share-of-collections:
${share}      services:
        - billing
        - hr-payroll
        - compliance
        - accounting
        - payer-contracting
        - credentialing
        - recruitment
        - it
        - supply-chain
    software:
      kind: pass-through
      cost: software
billing: { in: arrears, dueDays: 15 }
legal:
  controls: []
  licenseeControlsAccount: true
  msoControlledBy: other
  federalProgramRevenue: true
`;
}
