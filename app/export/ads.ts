import { accountsOf } from '../../src/chart.ts';
import type { Account } from '../../src/chart.ts';
import { VOCABULARY } from '../../src/events/vocabulary.ts';
import { csvText, mapped } from './csv-text.ts';
import type { CsvCell } from './csv-text.ts';
import type { Extract } from './extract.ts';
import { closingBalances } from './month-ends.ts';
import { amount, journalNumber } from './names.ts';
import type { Outlet } from './outlet.ts';

/**
 * The general-ledger files of the AICPA Audit Data Standards (July 2015; ledger.md §4.3): detail,
 * trial balance by month, chart of accounts, users and sources. Account numbers are text, amounts
 * unsigned with an indicator.
 */
export function writeAds(extract: Extract, outlet: Outlet): void {
  const span = `${compact(firstDay(extract))}_${compact(extract.lastDay)}`;
  outlet.write(
    `GL_Detail_${span}.csv`,
    csvText(DETAIL, mapped(detailRows(extract), detail(extract))),
  );
  outlet.write(`Trial_Balance_${span}.csv`, csvText(TRIAL_BALANCE, trialBalance(extract)));
  outlet.write(`Chart_Of_Accounts_${span}.csv`, csvText(CHART, accountsOf().map(chartRow)));
  outlet.write(`User_Listing_${span}.csv`, csvText(USERS, users(extract)));
  outlet.write(`Source_Listing_${span}.csv`, csvText(SOURCES, sources(extract)));
}

const compact = (day: string): string => day.replaceAll('-', '');

function firstDay(extract: Extract): string {
  const rows = extract.rows<{ day: string | null }>(
    'SELECT min(effective_on) AS day FROM postings',
  );
  return [...rows][0]?.day ?? extract.lastDay;
}

/** Fiscal year, named after the year it ends in, and period M1 to M12 of a month "YYYY-MM". */
export function periodOf(month: string, fiscalYearStart: number): { year: number; period: string } {
  const year = Number(month.slice(0, 4));
  const number = Number(month.slice(5, 7));
  const isNext = fiscalYearStart > 1 && number >= fiscalYearStart;
  const period = ((number - fiscalYearStart + 12) % 12) + 1;
  return { year: isNext ? year + 1 : year, period: `M${period}` };
}

const DETAIL = [
  'Journal_ID',
  'Journal_ID_Line_Number',
  'JE_Header_Description',
  'JE_Line_Description',
  'Source',
  'Business_Unit_Code',
  'Effective_Date',
  'Fiscal_Year',
  'Period',
  'GL_Account_Number',
  'Amount',
  'Amount_Credit_Debit_Indicator',
  'Amount_Currency',
  'Entered_By',
  'Entered_Date',
  'Entered_Time',
  'Approved_By',
  'Approved_Date',
  'Reversal_Indicator',
  'Reversal_Journal_ID',
  // Site, id of the event, source system, digest of the source file, record in it.
  'Segment01',
  'Segment02',
  'Segment03',
  'Segment04',
  'Segment05',
];

interface DetailRow {
  sequence: number;
  line: number;
  entity: string;
  account: number;
  effective_on: string;
  amount_cents: number;
  id: string;
  type: string;
  recorded_at: string;
  actor: string;
  approved_by: string | null;
  site: string | null;
  source_system: string | null;
  source_file: string | null;
  source_record: string | null;
  reverses: string | null;
  original: number | null;
  is_reversed: number;
}

/** By sequence and line: the order of the log, in which a gap is seen. */
function detailRows(extract: Extract): Iterable<DetailRow> {
  return extract.rows<DetailRow>(`SELECT p.sequence, p.line, p.entity, p.account, p.effective_on,
    p.amount_cents, e.id, e.type, e.recorded_at, e.actor, e.approved_by, e.site, e.source_system,
    e.source_file, e.source_record, e.reverses,
    (SELECT min(o.sequence) FROM events o WHERE o.id = e.reverses) AS original,
    EXISTS (SELECT 1 FROM events r WHERE r.reverses = e.id AND r.is_counted) AS is_reversed
    FROM postings p JOIN events e USING (sequence) ORDER BY p.sequence, p.line`);
}

function detail({ fiscalYearStart }: Extract): (row: DetailRow) => CsvCell[] {
  return (row) => {
    const { year, period } = periodOf(row.effective_on.slice(0, 7), fiscalYearStart);
    const enteredOn = compact(row.recorded_at.slice(0, 10));
    return [
      journalNumber(row.sequence),
      row.line,
      row.type,
      '',
      row.type,
      row.entity,
      compact(row.effective_on),
      year,
      period,
      String(row.account),
      amount(Math.abs(row.amount_cents)),
      row.amount_cents > 0 ? 'D' : 'C',
      'USD',
      row.actor,
      enteredOn,
      row.recorded_at.slice(11, 19).replaceAll(':', ''),
      row.approved_by,
      row.approved_by === null ? null : enteredOn,
      row.reverses !== null ? '1' : row.is_reversed === 1 ? '2' : '',
      row.original === null ? null : journalNumber(row.original),
      row.site,
      row.id,
      row.source_system,
      row.source_file,
      row.source_record,
    ];
  };
}

const TRIAL_BALANCE = [
  'GL_Account_Number',
  'Business_Unit_Code',
  'Fiscal_Year',
  'Period',
  'Balance_As_Of_Date',
  'Amount_Beginning',
  'Amount_Ending',
  'Amount_Currency',
];

function* trialBalance(extract: Extract): Generator<CsvCell[]> {
  const before = new Map<string, ReadonlyMap<number, number>>();
  for (const { day, entity, balances } of closingBalances(extract)) {
    const { year, period } = periodOf(day.slice(0, 7), extract.fiscalYearStart);
    for (const [account, cents] of balances) {
      const beginning = before.get(entity)?.get(account) ?? 0;
      const place = [String(account), entity, year, period, compact(day)];
      yield [...place, amount(beginning), amount(cents), 'USD'];
    }
    before.set(entity, new Map(balances));
  }
}

const CHART = [
  'GL_Account_Number',
  'GL_Account_Name',
  'Account_Type',
  'Account_Subtype',
  'FS_Caption',
  'Parent_GL_Account_Number',
];

/** Groups of the chart by the first number of each. */
const SUBTYPES: readonly (readonly [from: number, subtype: string])[] = [
  [1000, 'Cash and clearing'],
  [1100, 'Receivables and allowances'],
  [1200, 'Due from affiliates'],
  [1300, 'Inventory and rebates'],
  [1400, 'Prepaid'],
  [1500, 'Equipment and leases'],
  [2000, 'Payables and accruals'],
  [2300, 'Contract liabilities and refunds'],
  [2400, 'Due to affiliates'],
  [2500, 'Debt and leases'],
  [3000, 'Equity'],
  [4000, 'Revenue'],
  [4100, 'Deductions from revenue'],
  [4500, 'Affiliate revenue'],
  [4600, 'Other income'],
  [5000, 'Cost of goods'],
  [5100, 'Provider compensation'],
  [6000, 'Operating expenses'],
  [7000, 'Interest and tax'],
];

function chartRow({ number, name, type }: Account): CsvCell[] {
  const isBalance = type === 'Assets' || type === 'Liabilities' || type === 'Equity';
  return [
    String(number),
    name,
    type === 'Income' ? 'Revenue' : type,
    SUBTYPES.findLast(([from]) => from <= number)?.[1] ?? '',
    isBalance ? 'Balance sheet' : 'Income statement',
    '',
  ];
}

const USERS = [
  'User_ID',
  'User_Active_Status',
  'User_Active_Modified_Date',
  'First_Name',
  'Last_Name',
  'Title',
  'Department',
  'Role_Responsibility',
];

/** Whoever recorded or approved anything; names are logins, so people's names stay empty. */
function* users(extract: Extract): Generator<CsvCell[]> {
  const rows = extract.rows<{ user: string; roles: string; last: string }>(
    `SELECT user, group_concat(DISTINCT role ORDER BY role) AS roles, max(at) AS last FROM (${ACTS})
     GROUP BY user ORDER BY user`,
  );
  for (const { user, roles, last } of rows) {
    yield [user, '', compact(last.slice(0, 10)), '', '', '', '', roles.replaceAll(',', '; ')];
  }
}

/** Everything anybody did: recorded as what kind of actor, or approved. */
const ACTS = `SELECT actor AS user, 'records as ' || actor_kind AS role, recorded_at AS at FROM events
  UNION ALL SELECT approved_by, 'approves', recorded_at FROM events WHERE approved_by IS NOT NULL`;

/** What each user did in which role, month by month: users and roles over time. */
export function* usersByMonth(extract: Extract): Generator<CsvCell[]> {
  const rows = extract.rows<Record<string, CsvCell>>(
    `SELECT user, role, substr(at, 1, 7) AS month, min(at) AS first, max(at) AS last,
     count(*) AS events FROM (${ACTS}) GROUP BY user, role, month ORDER BY user, role, month`,
  );
  for (const row of rows) yield Object.values(row);
}

const SOURCES = [
  'Source',
  'Source_Description',
  'ERP_Subledger_Module',
  'System_Manual_Identifier',
  'Business_Process_Major',
  'Business_Process_Minor',
];

/** A source of entries is a type of event; manual where a person records it. */
function* sources(extract: Extract): Generator<CsvCell[]> {
  const rows = extract.rows<{ type: string; is_manual: number }>(
    `SELECT type, max(actor_kind = 'person') AS is_manual FROM events GROUP BY type ORDER BY type`,
  );
  for (const { type, is_manual } of rows) {
    const known = VOCABULARY.get(type);
    const family = known?.family ?? '';
    yield [type, known?.doc ?? '', family, is_manual === 1 ? 'Manual' : 'System', family, ''];
  }
}
