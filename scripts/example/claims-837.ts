import type { Day } from '../../src/calendar.ts';
import { groupBy, isInHistory, write } from './book.ts';
import type { Journal } from './book.ts';
import { compact, indexOf, JOINED, period } from './days.ts';
import { shortest } from './dollars.ts';
import type { Claim } from './claims.ts';
import type { ClaimStory, Replacement } from './adjudicate.ts';
import { payerOf, PRACTICES, SITES } from './group.ts';
import type { Practice } from './group.ts';
import { interchange } from './x12.ts';
import type { Segment } from './x12.ts';

interface Sent {
  readonly claim: Claim;
  readonly replaces: Replacement | null;
  readonly day: Day;
}

const DIALECT = { element: '*', component: ':', terminator: '~\n' } as const;

/** Writes the clearinghouse's archive: a file per practice and month, an interchange per batch. */
export function writeClaimFiles(stories: readonly ClaimStory[], journal: Journal): void {
  const sent: Sent[] = stories.flatMap((s) => [
    { claim: s.claim, replaces: null, day: s.claim.submittedOn },
    ...s.replacements.map((r) => ({ claim: r.claim, replaces: r, day: r.submittedOn })),
  ]);
  for (const practice of PRACTICES) {
    const own = sent
      .filter((s) => s.claim.practice === practice.id && isInHistory(s.day))
      .sort((a, b) => a.day - b.day);
    let control = practice.code === 'TX' ? 1000 : 5000;
    for (const [m, ofMonth] of groupBy(own, (s) => indexOf(s.day))) {
      let text = '';
      for (const [day, batch] of groupBy(ofMonth, (s) => s.day)) {
        control += 1;
        text += batchText(practice, day, control, batch);
      }
      write(journal, `claims/${practice.id}/${period(m)}-claims.edi`, text);
    }
  }
}

function batchText(practice: Practice, day: Day, control: number, batch: readonly Sent[]): string {
  const submitter =
    indexOf(day) > JOINED
      ? ['CEDAR CLAIMS DESK', 'CEDARDESK']
      : ['BRIGHTLEAF BILLING', 'BRIGHTLEAF'];
  const sender = submitter[1] ?? '';
  const segments: Segment[] = [
    ['BHT', '0019', '00', `${practice.code}${control}`, compact(day), '0930', 'CH'],
    ['NM1', '41', '2', submitter[0] ?? '', '', '', '', '', '46', sender],
    ['PER', 'IC', 'BATCH DESK', 'TE', '0000000000'],
    ['NM1', '40', '2', 'CLAIM RELAY EXAMPLE', '', '', '', '', '46', 'CLAIMRELAY'],
    ['HL', '1', '', '20', '1'],
    ['NM1', '85', '2', practice.name, '', '', '', '', 'XX', practice.npi],
    ['N3', '100 EXAMPLE PLAZA'],
    ['N4', practice.sites[0]?.city ?? '', practice.state, '000000000'],
    ['REF', 'EI', practice.taxId],
    ...batch.flatMap((sent, i) => claimSegments(sent, i + 2)),
  ];
  return interchange(
    { sender, receiver: 'CLAIMRELAY', day, control, kind: 'HC', guide: '005010X222A1' },
    DIALECT,
    segments,
  );
}

function claimSegments({ claim, replaces }: Sent, hl: number): Segment[] {
  const payer = payerOf(claim.payer);
  const site = SITES.find((s) => s.id === claim.site);
  const segments: Segment[] = [
    ['HL', String(hl), '1', '22', '0'],
    ['SBR', 'P', '18', '', '', '', '', '', '', payer.filing],
    ['NM1', 'IL', '1', claim.lastName, claim.firstName, '', '', '', 'MI', claim.member],
    ['N3', '1 EXAMPLE WAY'],
    ['N4', site?.city ?? '', claim.practice === 'tx-practice' ? 'TX' : 'AZ', '00000'],
    ['DMG', 'D8', claim.born, claim.sex],
    ['NM1', 'PR', '2', payer.name, '', '', '', '', 'PI', payer.ediId],
    [
      'CLM',
      claim.number,
      shortest(claim.charge),
      '',
      '',
      `11:B:${replaces ? '7' : '1'}`,
      'Y',
      'A',
      'Y',
      'Y',
    ],
  ];
  if (replaces) segments.push(['REF', 'F8', replaces.originalIcn]);
  segments.push(['HI', `ABK:${claim.diagnosis}`]);
  segments.push([
    'NM1',
    '77',
    '2',
    site?.name.toUpperCase() ?? '',
    '',
    '',
    '',
    '',
    'XX',
    site?.npi ?? '',
  ]);
  claim.lines.forEach((line, i) => {
    segments.push(['LX', String(i + 1)]);
    segments.push(['SV1', `HC:${line.code}`, shortest(line.charge), 'UN', '1', '', '', '1']);
    segments.push(['DTP', '472', 'D8', compact(claim.servedOn)]);
    segments.push(['REF', '6R', `${claim.number}-${i + 1}`]);
  });
  return segments;
}
