// Day sheets and appointment counts, each site's system in its own dialect.
import type { Day } from '../../src/calendar.ts';
import { row, write } from './book.ts';
import type { Category, Journal, TicketLine } from './book.ts';
import { first, indexOf, iso, last, openDays, period, us } from './days.ts';
import { grouped, parenthesised, plain, sum } from './dollars.ts';
import type { Claim } from './claims.ts';
import { isWave } from './desk-rules.ts';
import type { Desk } from './desk.ts';
import { PRACTICES, ramp, SITES } from './group.ts';
import type { Practice, Site } from './group.ts';
import type { Line } from './menu.ts';
import { luck } from './random.ts';

/** GlowDesk (Austin, Dallas) names its departments; Phoenix's system uses codes. */
const DEPARTMENTS: Readonly<Record<Line, readonly [string, string]>> = {
  neurotoxin: ['Injectables - toxin', 'TOX'],
  filler: ['Injectables - filler', 'FIL'],
  laser: ['Laser', 'LAS'],
  body: ['Body', 'BOD'],
  facial: ['Skin', 'SKN'],
  'weight-loss': ['Weight program', 'WGT'],
  wellness: ['Wellness', 'WEL'],
  retail: ['Retail', 'RET'],
  medical: ['Medical', 'MED'],
  none: ['', ''],
};

const KINDS: Readonly<Record<Category, readonly [string, string]>> = {
  service: ['Service', 'S'],
  retail: ['Product', 'P'],
  'package-sale': ['Package sale', 'PS'],
  'package-use': ['Package redemption', 'PR'],
  'package-refund': ['Package refund', 'PX'],
  membership: ['Membership dues', 'MD'],
  'membership-earned': ['Membership earned', 'ME'],
  'gift-card-sale': ['Gift card sale', 'GS'],
  'gift-card-use': ['Gift card redemption', 'GR'],
  'patient-payment': ['Balance payment', 'BP'],
  refund: ['Product return', 'PV'],
};

const TENDERS = {
  card: ['Credit Card', 'CC'],
  cash: ['Cash', 'CA'],
  check: ['Check', 'CK'],
  financing: ['CareFlex', 'CF'],
  reward: ['Maker Rewards', 'MR'],
  none: ['', ''],
} as const;

export const daySheet = (site: Site, m: number): string => `day-sheets/${site.id}/${period(m)}.csv`;
export const LATE_FILE = 'late/phoenix-2025-02-day-sheet-addendum.csv';

export function writeDeskFiles(desk: Desk, claims: readonly Claim[], journal: Journal): void {
  for (const site of SITES) {
    for (let m = 0; m < 24; m++) {
      const lines = desk.lines
        .filter((l) => l.site === site.id && indexOf(l.day) === m)
        .sort((a, b) => a.day - b.day || a.ticket - b.ticket || a.line - b.line);
      const onTime = lines.filter((l) => !l.isLate);
      const text = site.practice === 'tx-practice' ? glowDesk(site, m, onTime) : phoenix(onTime);
      write(journal, daySheet(site, m), text);
      const late = lines.filter((l) => l.isLate);
      if (late.length > 0) write(journal, LATE_FILE, phoenix(late));
    }
  }
  for (const practice of PRACTICES) {
    for (let m = 0; m < 24; m++) {
      const path = `appointments/${practice.id}/${period(m)}.csv`;
      write(journal, path, appointments(practice, m, desk, claims));
    }
  }
}

/** Preamble, a heading for the location, thousands separators, parentheses, a trailing total. */
function glowDesk(site: Site, m: number, lines: readonly TicketLine[]): string {
  const rows = [
    'GlowDesk Practice Suite - Day Sheet Detail',
    row(['Period', `${us(first(m))} - ${us(last(m))}`]),
    '',
    'Date,Ticket,Patient Acct,Provider,Line Type,Department,Item,Net,Sales Tax,Tip,Tender,Package / Card,Sessions',
    `Location: ${site.name}`,
    ...lines.map((l) =>
      row([
        us(l.day),
        `T${l.ticket}`,
        l.account,
        l.provider,
        KINDS[l.category][0],
        DEPARTMENTS[l.service as Line][0],
        l.item,
        parenthesised(l.price),
        l.tax === 0 ? '' : parenthesised(l.tax),
        l.tip === 0 ? '' : grouped(l.tip),
        TENDERS[l.tender][0],
        l.reference,
        l.sessions || '',
      ]),
    ),
    row([
      'Total',
      '',
      '',
      '',
      '',
      '',
      '',
      grouped(sum(lines.map((l) => l.price))),
      grouped(sum(lines.map((l) => l.tax))),
      grouped(sum(lines.map((l) => l.tip))),
      '',
      '',
      '',
    ]),
  ];
  return `${rows.join('\r\n')}\r\n`;
}

/** Semicolons, ISO dates, codes, no totals. */
function phoenix(lines: readonly TicketLine[]): string {
  const rows = [
    'Invoice;Closed;Guest Code;Staff;Kind;Unit;Service;Amount;Tax;Gratuity;Paid By;Instrument;Sessions',
    ...lines.map((l) =>
      row(
        [
          `P${l.ticket}`,
          iso(l.day),
          l.account,
          l.provider,
          KINDS[l.category][1],
          DEPARTMENTS[l.service as Line][1],
          l.item,
          plain(l.price),
          plain(l.tax),
          plain(l.tip),
          TENDERS[l.tender][1],
          l.reference,
          l.sessions || '',
        ],
        ';',
      ),
    ),
  ];
  return `${rows.join('\n')}\n`;
}

interface Counts {
  readonly booked: number;
  readonly completed: number;
  readonly noShow: number;
  readonly late: number;
  readonly fresh: number;
}

function countsOf(site: Site, day: Day, desk: Desk, claims: readonly Claim[]): Counts {
  const rng = luck(`appointments/${site.id}/${day}`);
  const m = indexOf(day);
  const members = desk.members.get(`${site.id}/${m}`) ?? 0;
  const perks = Math.floor((members * 7) / (openDays(m).length * 10)) + rng.int(0, 1);
  const insured = claims.filter((c) => c.site === site.id && c.servedOn === day).length;
  const selfPay = desk.lines.filter((l) => l.site === site.id && l.day === day && l.visit === 1);
  const completed = selfPay.length + insured + perks;
  const isStorm = isWave(site.id, day);
  const wanted = Math.round((completed * 1000) / (isStorm ? 470 : 810));
  const missRate = isStorm ? 420 : 50 - Math.floor((ramp(m) * 6) / 1000);
  const noShow = Math.round((wanted * (missRate + rng.int(-18, 18))) / 1000);
  const late = Math.round((wanted * (isStorm ? 110 : rng.int(105, 175))) / 1000);
  const fresh = Math.round((completed * rng.int(220, 330)) / 1000);
  return { booked: completed + noShow + late, completed, noShow, late, fresh };
}

function appointments(practice: Practice, m: number, desk: Desk, claims: readonly Claim[]): string {
  const isTexas = practice.code === 'TX';
  const show = isTexas ? us : iso;
  const rows = openDays(m).flatMap((day) =>
    practice.sites.map((site) => {
      const c = countsOf(site, day, desk, claims);
      return row([site.name, show(day), c.booked, c.completed, c.noShow, c.late, c.fresh]);
    }),
  );
  const header = isTexas
    ? 'Location,Date,Booked,Completed,No Show,Late Cancelled,New Patients'
    : 'Center,Day,Total Appointments,Arrived,No-Shows,Late Cancels,First Visits';
  return `${[header, ...rows].join('\n')}\n`;
}
