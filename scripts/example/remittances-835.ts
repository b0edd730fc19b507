import { civilOf } from '../../src/calendar.ts';
import { groupBy, write } from './book.ts';
import type { Journal } from './book.ts';
import { compact, indexOf, period } from './days.ts';
import { plain, shortest, sum } from './dollars.ts';
import { paidOf, patientShareOf } from './adjudicate.ts';
import type { Adjudication } from './adjudicate.ts';
import type { Adjustment } from './decide.ts';
import { payerOf, PRACTICES } from './group.ts';
import type { Remittance } from './remittances.ts';
import { interchange } from './x12.ts';
import type { Segment } from './x12.ts';

/** The file a remittance is downloaded in: a practice's clearinghouse box, twice a month. */
export function fileOf(r: Remittance): string {
  const half = civilOf(r.paidOn).day <= 15 ? 'a' : 'b';
  return `remittances/${r.practice.id}/${period(indexOf(r.paidOn))}-${half}.edi`;
}

/** Writes the 835 downloads; each payer keeps its own delimiters inside the same file. */
export function writeRemittanceFiles(remittances: readonly Remittance[], journal: Journal): void {
  let control = 30_000;
  for (const practice of PRACTICES) {
    const own = remittances.filter((r) => r.practice.id === practice.id);
    for (const [path, group] of groupBy(own, fileOf)) {
      const text = group.map((r) => {
        control += 1;
        return remittanceText(r, control);
      });
      write(journal, path, text.join(''));
    }
  }
}

function remittanceText(r: Remittance, control: number): string {
  const { payer, practice } = r;
  const money = payer.dialect.twoDecimals ? plain : shortest;
  const isPaid = r.amount > 0;
  const day = compact(r.paidOn);
  const segments: Segment[] = [
    [
      'BPR',
      isPaid ? 'I' : 'H',
      money(r.amount),
      'C',
      isPaid ? payer.method : 'NON',
      ...(isPaid && payer.method === 'ACH'
        ? ['CCP', '01', '000000001', 'DA', '0001', payer.trnId, '', '01', '000000002', 'DA', '0002']
        : ['', '', '', '', '', payer.trnId, '', '', '', '', '']),
      day,
    ],
    ['TRN', '1', r.trace, payer.trnId],
    ['DTM', '405', day],
    ['N1', 'PR', payer.name, 'XV', payer.ediId],
    ['N3', '200 EXAMPLE ROAD'],
    ['N4', 'ANYTOWN', 'KS', '00000'],
    ['N1', 'PE', practice.name, 'XX', practice.npi],
    ['REF', 'TJ', practice.taxId],
    ['LX', '1'],
    ...r.adjudications.flatMap((a) => claimSegments(a, r)),
  ];
  const year = `${civilOf(r.paidOn).year}1231`;
  if (r.plb.length > 0) {
    const pairs = r.plb.flatMap((p) => [
      `${p.code}${payer.dialect.component}${p.reference}`,
      money(p.amount),
    ]);
    segments.push(['PLB', practice.npi, year, ...pairs]);
  }
  return interchange(
    {
      sender: payer.ediId,
      receiver: `JUNIPER${practice.code}`,
      day: r.paidOn,
      control,
      kind: 'HP',
      guide: '005010X221A1',
    },
    payer.dialect,
    segments,
  );
}

function claimSegments(a: Adjudication, r: Remittance): Segment[] {
  const { claim } = a;
  const payer = payerOf(a.payer);
  const money = payer.dialect.twoDecimals ? plain : shortest;
  const charge = sum(a.lines.map((l) => l.charge));
  const shared = patientShareOf(a);
  const segments: Segment[] = [
    [
      'CLP',
      claim.number,
      a.status,
      money(charge),
      money(paidOf(a)),
      shared === 0 || a.status === '22' ? '' : money(shared),
      payer.filing,
      a.icn,
      '11',
      a.frequency,
    ],
    ['NM1', 'QC', '1', claim.lastName, claim.firstName, '', '', '', 'MI', claim.member],
  ];
  if (a.status === '19') {
    segments.push(['NM1', 'TT', '2', payerOf('harborline').name, '', '', '', '', 'PI', 'HARB1']);
  }
  segments.push(['DTM', '050', compact(claim.submittedOn)]);
  if (a.interest > 0) segments.push(['AMT', 'I', money(a.interest)]);
  a.lines.forEach((line, i) => {
    const code = `HC${payer.dialect.component}${line.code}`;
    segments.push(['SVC', code, money(line.charge), money(line.paid), '', '1']);
    segments.push(['DTM', '472', compact(claim.servedOn)]);
    for (const [group, list] of groupBy(
      line.adjustments.filter((x) => x.amount !== 0),
      (x) => x.group,
    )) {
      segments.push(['CAS', group, ...triplets(list, money)]);
    }
    segments.push(['REF', '6R', `${claim.number}-${i + 1}`]);
    if (line.allowed > 0 && r.payer.payerClass !== 'workers-comp') {
      segments.push(['AMT', 'B6', money(line.allowed)]);
    }
    if (line.remark) segments.push(['LQ', 'HE', line.remark]);
  });
  return segments;
}

/** Reason, amount and an empty quantity, up to six times in one CAS. */
function triplets(list: readonly Adjustment[], money: (cents: number) => string): string[] {
  return list.flatMap((x, i) => [...(i > 0 ? [''] : []), x.carc, money(x.amount)]);
}
