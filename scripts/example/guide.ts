/** README.md of the example folder: who the group is and how each of its systems writes. */
export const GUIDE = `# Three sites, two states, twenty-four months

Juniper Aesthetics is invented, with all its people, payers, vendors and numbers. Two practices,
Texas (Austin, Dallas) and Arizona (Phoenix), work on their own from 2024-11 to 2025-10 and with
Cedar MSO from 2025-11 to 2026-10. These are the files their systems would export. They are
written by \`scripts/generate-example.ts\`, which knows nothing of Feeworth's events or figures:

    node scripts/run.js scripts/generate-example.ts           # writes them anew
    node scripts/run.js scripts/generate-example.ts --check   # compares

| Folder                | What                                          | How it is written                                                                 |
| --------------------- | --------------------------------------------- | --------------------------------------------------------------------------------- |
| \`opening/\`            | trial balance and open items of 2024-10-31    | own account names, a title, a total                                               |
| \`claims/\`             | 837P by month, an interchange per batch       |                                                                                   |
| \`claim-edits/\`        | what the claim editor said                    |                                                                                   |
| \`remittances/\`        | 835 by half month, an interchange per payment | each payer has its own delimiters                                                 |
| \`write-offs/\`         | denials given up, bad debt                    | Arizona: pipes, lines end with CR alone                                           |
| \`day-sheets/\`         | ticket lines by site and month                | Texas: preamble, heading, parentheses, total; Arizona: semicolons                 |
| \`appointments/\`       | counts by site and day                        |                                                                                   |
| \`cards/\`, \`partners/\` | settlements by day of deposit                 | Arizona: UTF-16, tabs, 05-Nov-2024                                                |
| \`payroll/\`            | a register per pay date                       | Texas: headings and totals by site; Arizona: FICA twice in the header             |
| \`bills/\`              | bills entered and bills paid                  | Windows-1252; Arizona: two date forms in one column                               |
| \`inventory/\`          | product received and used, at cost            | a receipt is the vendor's bill as well                                            |
| \`mso-invoices/\`       | fee and software at cost                      |                                                                                   |
| \`bank/\`               | statements                                    | Texas: debit and credit; Arizona: a column without a name, withdrawals below zero |
| \`papers/\`             | tax deposits, loan, sales tax, owners' draws  | evidence behind bank lines; nothing reads it in                                   |
| \`late/\`               | an export that came months late               |                                                                                   |

\`import-order.txt\` lists the files in the order of the work, with the closing of each month (when
the next one is in). \`ODDITIES.md\` lists what is wrong on purpose. \`expected.json\` holds control
totals from the generator's own books. The keys are published and protect nothing.

The fee base is payer receipts (BPR02, month of BPR16) and patient receipts (price of every tendered
line, packages, memberships and gift cards at the sale), less refunds; sales tax and tips are in no
base. Texas pays 9 % up to 150,000 a month and 7 % above, Arizona 9 %, invoiced on the last day of
the month, due fifteen days later.
`;
