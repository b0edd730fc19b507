// The twelve things that real books contain, written where a reader and a test can find them.
import { write } from './book.ts';
import type { Journal, Oddity } from './book.ts';
import { iso, on } from './days.ts';
import { plain, sum } from './dollars.ts';
import { isWave } from './desk-rules.ts';
import { paidOf } from './adjudicate.ts';
import { OVERSTATED, UNPAID } from './fees.ts';
import { bankFile } from './files-bank.ts';
import { daySheet, LATE_FILE } from './files-desk.ts';
import { invoicePath, overstatement } from './files-invoices.ts';
import { billFile } from './files-office.ts';
import { PRACTICES, SITES } from './group.ts';
import type { Practice, Site } from './group.ts';
import type { World } from './controls.ts';
import { fileOf } from './remittances-835.ts';
import type { Remittance } from './remittances.ts';
import type { Specials } from './specials.ts';

const TX = PRACTICES[0] as Practice;
const AZ = PRACTICES[1] as Practice;
const site = (id: string): Site => SITES.find((s) => s.id === id) as Site;

/** The line nobody can place: money came in and no document knows of it. */
export const STRAY = {
  practice: 'tx-practice',
  day: on(2025, 9, 18),
  description: 'MISC CREDIT 0048213',
  reference: '0048213',
  amount: 187_500,
  document: 'oddity',
} as const;

export function listOddities(world: World, specials: Specials): Oddity[] {
  const at = (test: (r: Remittance) => boolean): Remittance => {
    const found = world.remittances.find(test);
    if (!found) throw new Error('an oddity has lost its remittance');
    return found;
  };
  const lost = at((r) => r.amount > 0 && !r.reachesBank);
  const uneven = at((r) => r.difference !== 0);
  const carried = at((r) => r.adjudications.includes(specials.carriedTakeback));
  const repaid = at(
    (r) =>
      r.practice === carried.practice &&
      r.paidOn > carried.paidOn &&
      r.plb.some((p) => p.code === 'FB' && p.amount > 0),
  );
  const delayed = at((r) => r.adjudications.includes(specials.delayedTakeback));
  const corrected = at((r) => r.adjudications.includes(specials.correction));
  const withInterest = at((r) => r.plb.some((p) => p.code === 'L6'));
  const late = world.office.bills.find((b) => b.memo.startsWith('LATE'));
  const unpaid = world.office.invoices.find(
    (i) => i.practice === UNPAID.practice && i.m === UNPAID.m,
  );
  const refund = world.desk.lines.find((l) => l.category === 'package-refund');
  const forgotten = world.desk.cards.find(
    (c) => c.isForgotten && c.soldOn === on(2024, 12, 14) && c.value === 50_000,
  );
  const lateLines = world.desk.lines.filter((l) => l.isLate);
  const waveMissing = world.desk.lines.filter((l) => isWave(l.site, l.day) && l.visit === 1).length;
  const mark = (r: Remittance): string => r.trace;
  return [
    {
      name: 'Unmatched remittance',
      file: fileOf(lost),
      find: mark(lost),
      amount: lost.amount,
      reading: `${lost.payer.name} says it paid on ${iso(lost.paidOn)} (trace ${lost.trace}); no bank line ever carries it. Cash stays in transit until somebody asks the payer.`,
    },
    {
      name: 'Takeback larger than its remittance',
      file: fileOf(carried),
      find: mark(carried),
      amount: paidOf(specials.carriedTakeback),
      reading: `Claim ${specials.carriedTakeback.claim.number} is reversed and denied (27) in a payment of zero; PLB FB carries the rest into ${fileOf(repaid)} (trace ${repaid.trace}). The debt to the payer stands in between. The denied charge is written off later.`,
    },
    {
      name: 'Takeback announced, then taken',
      file: fileOf(delayed),
      find: mark(delayed),
      amount: paidOf(specials.delayedTakeback),
      reading: `Claim ${specials.delayedTakeback.claim.number} is reversed, PLB WO below zero leaves the money for now, the next payment of the payer takes it (WO above zero, same reference).`,
    },
    {
      name: 'Reversal with correction',
      file: fileOf(corrected),
      find: mark(corrected),
      amount: -3_850,
      reading: `Claim ${specials.correction.claim.number} appears as 22 and again as 1 in one remittance: the payer allows 38.50 less on the first line. No denial; not a first decision.`,
    },
    {
      name: 'Interest from a payer',
      file: fileOf(withInterest),
      find: mark(withInterest),
      amount: specials.interest.interest,
      reading: 'AMT*I and PLB L6: other income, never patient revenue.',
    },
    {
      name: 'Package refund',
      file: daySheet(site('dallas'), 16),
      find: 'Package refund',
      amount: refund?.price ?? 0,
      reading: `Package ${refund?.reference ?? ''}, six sessions for 1,980.00, two used, four given back less a tenth. Collections of the fee base fall, the liability goes, 132.00 of fee is kept.`,
    },
    {
      name: 'Gift card never redeemed',
      file: daySheet(site('austin'), 1),
      find: forgotten?.id ?? '',
      amount: forgotten?.value ?? 0,
      reading: `Gift card ${forgotten?.id ?? ''} is sold on 2024-12-14 and never comes back: a liability, less breakage by policy.`,
    },
    {
      name: 'Late bill',
      file: billFile(TX, 9),
      find: 'LATE handpiece',
      amount: late?.amount ?? 0,
      reading:
        'The bill is dated 2025-03-27 and arrives in August 2025: its effective date moves to the first open day when March is closed.',
    },
    {
      name: 'Bank line nobody can place',
      file: bankFile(TX, 10),
      find: STRAY.description,
      amount: STRAY.amount,
      reading:
        'A credit without any document. It belongs in suspense (1090) until somebody explains it; cash is right all the same.',
    },
    {
      name: 'Management fee overstated',
      file: invoicePath(TX, OVERSTATED.m),
      find: 'Management fee',
      amount: overstatement(world.office.invoices),
      reading:
        'The base on the invoice counts sales tax and tips, and gift cards a second time when they are used. The agreement counts none of these, so invoice less due is this amount. It was paid as invoiced.',
    },
    {
      name: 'Management fee unpaid',
      file: invoicePath(AZ, UNPAID.m),
      find: 'Management fee',
      amount: unpaid?.fee ?? 0,
      reading:
        'No payment ever carries this invoice: arrears from its due date on, its pass-through with it.',
    },
    {
      name: 'No-show wave',
      file: 'appointments/az-practice/2026-02.csv',
      find: '2026-02-09',
      amount: 0,
      reading: `Storm week 2026-02-09 to 2026-02-14: more than a third of booked visits are missed; ${waveMissing} self-pay visits in the week.`,
    },
    {
      name: 'Unbalanced remittance',
      file: fileOf(uneven),
      find: mark(uneven),
      amount: uneven.difference,
      reading:
        'BPR02 is 4.50 below what claims and provider adjustments add up to. The bank got BPR02; the difference waits in suspense, the claims stay untouched.',
    },
    {
      name: 'Late entry into a closed month',
      file: LATE_FILE,
      find: '2025-02-26',
      amount: sum(lateLines.map((l) => l.price)),
      reading: `A terminal without a network kept three tickets of 2025-02-26 (with tax and tips ${plain(sum(lateLines.map((l) => l.price + l.tax + l.tip)))}) until June. The card batch of that day held them from the start, so card clearing is short by that much until the file comes.`,
    },
  ];
}

const decoder = new TextDecoder();

/** Line of the first hit, counted from 1; files without line ends count segments. */
function lineOf(bytes: Uint8Array, find: string): number {
  const text = decoder.decode(bytes);
  const at = text.indexOf(find);
  if (at < 0) throw new Error(`cannot find ${find}`);
  return text.slice(0, at).split('\n').length;
}

export function writeOddities(oddities: readonly Oddity[], journal: Journal): void {
  const parts = oddities.map((o, i) => {
    const bytes = journal.files.get(o.file);
    if (!bytes) throw new Error(`no file ${o.file}`);
    return [
      `## ${i + 1}. ${o.name}`,
      '',
      `- File: \`${o.file}\`, line ${lineOf(bytes, o.find)}`,
      `- Amount: ${plain(o.amount)}`,
      `- ${o.reading}`,
      '',
    ].join('\n');
  });
  const head =
    '# Oddities of the example group\n\nWritten by `scripts/generate-example.ts`; do not edit. Real books contain such things, and each\nof them has a test that shows how the reports treat it.\n\n';
  write(journal, 'ODDITIES.md', `${head}${parts.join('\n')}`);
  const list = oddities.map((o) => ({ name: o.name, file: o.file, amount: plain(o.amount) }));
  write(journal, 'oddities.json', `${JSON.stringify(list, null, 2)}\n`);
}
