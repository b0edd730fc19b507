import { BARS } from '../../scenarios/replay/costs.ts';
import type { BarName } from '../../scenarios/replay/costs.ts';
import type { HistoryLimits } from '../../scenarios/calibration/limits.ts';
import { OPERATING } from '../../scenarios/defaults-tables.ts';
import { originsOf } from '../../scenarios/origins.ts';
import { EFFECT_GRADES } from '../../scenarios/replay/regimes.ts';
import type { Effects } from '../../scenarios/replay/regimes.ts';
import type { Replay, Spread } from '../../scenarios/replay/replay.ts';
import { money, text } from './columns.ts';
import type { Provenance, Report, Row, Table } from './document.ts';
import { byGrade, limitNotes } from './history.ts';
import { roundDollars } from './numbers.ts';

const REGIME_WORDS = { independent: 'independent', withMso: 'with the MSO' } as const;

const BAR_WORDS: Readonly<Record<BarName, readonly [what: string, from: string]>> = {
  claims: ['Insured collections', 'rates and days from the log; effects from priors'],
  supplies: ['Product cost', 'use from the log; price effect from priors'],
  overhead: ['Services bought alone', 'levels from the log; share replaced from priors'],
  fee: ['Management fee', ''],
};

/** What the same patients and payers would have brought under other contract terms. */
export function replayReport(
  replay: Replay,
  limits: HistoryLimits,
  provenance: Provenance,
  file: string | undefined,
): Report {
  const { branch, ...told } = replay;
  return {
    schema: 'feeworth.replay/1',
    title: titleOf(replay),
    tables: [barsTable(replay), monthsTable(replay)],
    notes: notesOf(replay, limits, file),
    provenance,
    exitCode: replay.identity.isSame ? 0 : 4,
    data: {
      replay: { ...told, branch: branch.header, branchClaims: branch.claims.length },
      limits,
    },
  };
}

const EFFECT_WORDS: Readonly<Record<keyof Effects, string>> = {
  denialPoints: 'denials avoided',
  daysFall: 'days saved',
  collectionPoints: 'more collected',
  supplyPrice: 'supply price',
  feeLevel: 'fee level',
  removedOverhead: 'overhead replaced',
  removedManager: 'manager replaced',
};

/** What of a replay is from the log, what from priors and how good these are. */
function originWords({ feeFrom }: Replay): string {
  const fee = feeFrom === 'recorded' ? ', fee' : '';
  const used = Object.entries(EFFECT_GRADES).filter(
    ([name]) => name !== 'feeLevel' || feeFrom === 'prior',
  );
  const parameters = used.map(([name, grade]) => ({
    id: EFFECT_WORDS[name as keyof Effects],
    grade,
  }));
  const { priors } = originsOf(parameters, undefined);
  const rates = OPERATING.denialRate.grade;
  return `From the log: luck of every claim, days by payer, product use, costs${fee}. From the log and priors, by grade: ${rates} denial and overturn rates by payer. From priors, by grade: ${byGrade(priors)}. Entered: none.`;
}

function titleOf({ regime, otherMonths, from, to, net }: Replay): string {
  const words = REGIME_WORDS[regime];
  if (otherMonths === 0) return `Every month of ${from} to ${to} was ${words}: nothing to replay`;
  const months = `${otherMonths} month${otherMonths === 1 ? '' : 's'}`;
  return `Replayed ${words}, ${months} would have left ${roundDollars(net.p50)} more (${between(net)}, 80 %)`;
}

const between = ({ p10, p90 }: Spread): string => `${roundDollars(p10)} to ${roundDollars(p90)}`;

function barsTable({ bars, net, feeFrom, draws }: Replay): Table {
  const cells = ({ p10, p50, p90 }: Spread): number[] => [p50, p10, p90];
  const fee = {
    recorded: 'recorded level',
    prior: 'level from priors: no agreement is recorded',
    none: 'no agreement is recorded',
  }[feeFrom];
  return {
    name: 'bars',
    title: `What differs, other less recorded, over ${draws} draws`,
    columns: [
      text('what', 'What'),
      money('p50', 'Middle'),
      money('p10', '80 % from'),
      money('p90', '80 % to'),
      text('from', 'Rests on'),
    ],
    rows: [
      ...BARS.map((bar): Row => {
        const [what, from] = BAR_WORDS[bar];
        return { cells: [what, ...cells(bars[bar]), bar === 'fee' ? fee : from] };
      }),
      { kind: 'total', cells: ['All together', ...cells(net), ''] },
    ],
    notes: ['Middles and ends of parts do not add up to those of the whole.'],
  };
}

function monthsTable({ months }: Replay): Table {
  return {
    name: 'claims-by-month',
    title: 'Insured collections by month, other less recorded',
    isForMachines: true,
    columns: [
      text('month', 'Month'),
      money('p50', 'Middle'),
      money('p10', '80 % from'),
      money('p90', '80 % to'),
    ],
    rows: months.map(({ month, claims }) => ({
      cells: [month, claims.p50, claims.p10, claims.p90],
    })),
  };
}

function notesOf(replay: Replay, limits: HistoryLimits, file: string | undefined): string[] {
  const { claims, changed, identity, branch, draws, joinedOn } = replay;
  return [
    'This answers “same patients, same payers, other contract terms”. It supposes that a claim slow, or near denial, under one regime is as slow, or as near, under the other: no data can test that.',
    'Effects of an MSO are drawn from the shipped ranges, which are estimates, and act at full from the first day: this history does not show them (docs/history.md).',
    originWords(replay),
    ...limitNotes(limits),
    `${claims.replayed} claims were replayed with their own luck, ${claims.same} were sent under this regime already; ${claims.kept} are left as recorded (replaced, partly denied, reversed or decided again). Visits, prices to patients and what patients owe are as recorded.`,
    `What was not seen (how near a paid claim was to denial, how an open one ends) is drawn ${draws} times; the intervals are their spread. A payment that would come after the cut is not counted.`,
    `In the one history that is written down, ${changed.nowDenied} claims are denied that were not, ${changed.nowPaid} are paid at once that were denied, and ${changed.moved} are decided on another day or end otherwise.`,
    identity.isSame
      ? `Identity: the log’s own rules and luck, put together anew, have the book’s root ${identity.root.slice(0, 16)}.`
      : `Identity FAILED: the log’s own rules and luck give root ${identity.root.slice(0, 16)}, not the book’s: believe nothing here.`,
    ...(joinedOn === null ? ['No agreement is recorded: every month is independent.'] : []),
    file === undefined
      ? `The branch ${branch.header.branch} was not written; --out FILE writes its ${branch.claims.length} claims. It is never part of the book.`
      : `The branch ${branch.header.branch} is in ${file}: ${branch.claims.length} claims, each with its recorded events, luck and rule. It is never part of the book; remittances and bank lines are not rebuilt.`,
  ];
}
