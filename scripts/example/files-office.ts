// What the back office exports: cards, payroll, bills, stock, claim edits, write-offs, invoices.
import { isInHistory, row, write, writeCp1252, writeUtf16 } from './book.ts';
import type { Journal } from './book.ts';
import { indexOf, iso, named, period, us } from './days.ts';
import { grouped, plain, sum } from './dollars.ts';
import type { ClaimStory } from './adjudicate.ts';
import { PRACTICES, SITES } from './group.ts';
import type { Practice, SiteId } from './group.ts';
import type { StockMonth } from './inventory.ts';
import type { Invoice } from './fees.ts';
import { writeInvoices } from './files-invoices.ts';
import { isInBooks } from './stories.ts';
import { netOf } from './payroll.ts';
import type { PayLine, PayRun, Payroll, TaxDeposit } from './payroll.ts';
import type { CardBatch, PartnerPayment, Settlements } from './settle.ts';
import type { Outlay, Treasury } from './treasury.ts';
import type { Bill } from './vendors.ts';

export interface Office {
  readonly stories: readonly ClaimStory[];
  readonly settlements: Settlements;
  readonly payroll: Payroll;
  readonly bills: readonly Bill[];
  readonly stock: readonly StockMonth[];
  readonly invoices: readonly Invoice[];
  readonly treasury: Treasury;
}

const siteName = (id: SiteId | null): string => SITES.find((s) => s.id === id)?.name ?? '';

export const billFile = (p: Practice, m: number): string => `bills/${p.id}/${period(m)}-bills.csv`;

export function writeOfficeFiles(office: Office, journal: Journal): void {
  for (const practice of PRACTICES) {
    for (let m = 0; m < 24; m++) writeMonth(practice, m, office, journal);
    writeInvoices(practice, office.invoices, journal);
    const { id } = practice;
    const taxes = office.payroll.taxes.filter((t) => t.practice === id && isInHistory(t.day));
    write(journal, `papers/${id}-payroll-tax-deposits.csv`, taxText(taxes));
    const outlays = office.treasury.outlays.filter((o) => o.practice === id);
    write(journal, `papers/${id}-treasury.csv`, treasuryText(outlays));
  }
}

function writeMonth(practice: Practice, m: number, office: Office, journal: Journal): void {
  const { id } = practice;
  const isTexas = practice.code === 'TX';
  const at = period(m);
  const { batches, partners } = office.settlements;
  const funded = batches.filter((b) => b.practice === id && indexOf(b.fundedOn) === m);
  funded.sort((a, b) => a.fundedOn - b.fundedOn);
  const cards = isTexas ? cardsTx(funded) : cardsAz(funded);
  (isTexas ? write : writeUtf16)(journal, `cards/${id}/${at}.${isTexas ? 'csv' : 'txt'}`, cards);
  const paid = partners.filter((p) => p.practice === id && indexOf(p.fundedOn) === m);
  write(journal, `partners/${id}/${at}.csv`, partnerText(paid));
  for (const run of office.payroll.runs.filter((r) => r.practice === id && indexOf(r.day) === m)) {
    write(
      journal,
      `payroll/${id}/${iso(run.day)}.csv`,
      isTexas ? registerTx(run) : registerAz(run),
    );
  }
  const own = office.bills.filter((b) => b.practice === id);
  const entered = own.filter((b) => indexOf(b.enteredOn) === m);
  const costs = entered.filter((b) => !b.account.startsWith('Inventory'));
  writeCp1252(journal, billFile(practice, m), isTexas ? billsTx(costs) : billsAz(costs));
  const goods = entered.filter((b) => b.account.startsWith('Inventory'));
  write(journal, `inventory/${id}/${at}-receipts.csv`, receiptsText(goods));
  const settled = own.filter((b) => indexOf(b.paidOn) === m).sort((a, b) => a.paidOn - b.paidOn);
  writeCp1252(journal, `bills/${id}/${at}-payments.csv`, paymentsText(settled));
  write(journal, `inventory/${id}/${at}-usage.csv`, usageText(practice, m, office.stock));
  write(journal, `claim-edits/${id}/${at}.csv`, editsText(practice, m, office.stories));
  const offs = writeOffText(practice, m, office.stories);
  if (offs) write(journal, `write-offs/${id}/${at}.csv`, offs);
}

function cardsTx(batches: readonly CardBatch[]): string {
  const rows = batches.map((b) =>
    row([
      b.id,
      siteName(b.site),
      us(b.day),
      b.items,
      `$${grouped(b.sales + b.refunds)}`,
      `$${grouped(b.fee)}`,
      `$${grouped(b.sales + b.refunds - b.fee)}`,
      us(b.fundedOn),
    ]),
  );
  const header = 'Batch ID,Store,Batch Date,Items,Gross Amount,Fees,Net Deposit,Funding Date';
  return `${['PrismPay settlement report', '', header, ...rows].join('\n')}\n`;
}

/** A spreadsheet's "Unicode text": UTF-16, tabs, CRLF. */
function cardsAz(batches: readonly CardBatch[]): string {
  const rows = batches.map((b) =>
    [
      named(b.day),
      b.id,
      plain(b.sales + b.refunds),
      plain(b.fee),
      plain(b.sales + b.refunds - b.fee),
      named(b.fundedOn),
    ].join('\t'),
  );
  return `${['Close Date\tBatch\tVolume\tDiscount\tPayout\tFunded', ...rows].join('\r\n')}\r\n`;
}

function partnerText(paid: readonly PartnerPayment[]): string {
  const sorted = [...paid].sort((a, b) => a.fundedOn - b.fundedOn);
  const rows = sorted.map((p) =>
    row([
      p.partner,
      p.reference,
      iso(p.soldOn),
      plain(p.gross),
      plain(p.discount),
      plain(p.gross - p.discount),
      iso(p.fundedOn),
    ]),
  );
  const header = 'Partner,Settlement,Sale Date,Gross,Merchant Discount,Net,Deposit Date';
  return `${[header, ...rows].join('\n')}\n`;
}

const grossOf = (l: PayLine): number => l.regular + l.commission + l.tips;
const withheldOf = (l: PayLine): number => l.federal + l.fica + l.state;
const employerOf = (l: PayLine): number => l.employerFica + l.unemployment;

/** Preamble, a heading per site, subtotals by site and a grand total. */
function registerTx(run: PayRun): string {
  const money = (line: readonly PayLine[]): string[] =>
    [
      (l: PayLine) => l.regular,
      (l: PayLine) => l.commission,
      (l: PayLine) => l.tips,
      grossOf,
      (l: PayLine) => l.federal,
      (l: PayLine) => l.fica,
      withheldOf,
      (l: PayLine) => l.net,
      employerOf,
    ].map((f) => grouped(sum(line.map(f))));
  const rows = [
    'Gustav Payroll (example) - Payroll Register',
    row(['Pay run', run.id, 'Check date', us(run.day)]),
    '',
    'Employee,Title,Check Date,Regular,Commission,Tips,Gross Pay,Federal W/H,FICA,Total Withheld,Net Pay,Employer Taxes,Voucher',
  ];
  for (const site of SITES) {
    const lines = run.lines.filter((l) => l.site === site.id);
    if (lines.length === 0) continue;
    rows.push(`Department: ${site.name}`);
    for (const l of lines)
      rows.push(row([l.employee, l.title, us(run.day), ...money([l]), run.id]));
    rows.push(row(['Department total', '', '', ...money(lines), '']));
  }
  rows.push(row(['Grand total', '', '', ...money(run.lines), '']));
  return `${rows.join('\r\n')}\r\n`;
}

/** FICA stands twice in the header: the employee's part, then the employer's. */
function registerAz(run: PayRun): string {
  const rows = run.lines.map((l) =>
    row([
      iso(run.day),
      l.employee,
      l.title,
      plain(l.regular),
      plain(l.commission),
      plain(l.tips),
      plain(grossOf(l)),
      plain(l.federal),
      plain(l.fica),
      plain(l.state),
      plain(withheldOf(l)),
      plain(l.net),
      plain(l.employerFica),
      plain(l.unemployment),
      plain(employerOf(l)),
      run.id,
    ]),
  );
  const header =
    'Pay Date,Employee No,Position,Regular,Commission,Tips,Gross,Federal,FICA,State,Deductions,Net,FICA,Unemployment,Employer Total,Run';
  const total = row(['Totals', ...Array(10).fill(''), plain(netOf(run)), '', '', '', '']);
  return `${[header, ...rows, total].join('\n')}\n`;
}

function taxText(taxes: readonly TaxDeposit[]): string {
  const rows = taxes.map((t) =>
    row([iso(t.day), t.authority, t.run, plain(t.amount), t.reference]),
  );
  return `${['Deposit Date,Authority,Pay Run,Amount,Confirmation', ...rows].join('\n')}\n`;
}

function treasuryText(outlays: readonly Outlay[]): string {
  const sorted = [...outlays].sort((a, b) => a.day - b.day);
  const rows = sorted.map((o) =>
    row([iso(o.day), o.kind, o.payee, plain(o.amount), o.reference, o.memo]),
  );
  return `${['Date,Kind,Payee,Amount,Reference,Purpose', ...rows].join('\n')}\n`;
}

function billsTx(bills: readonly Bill[]): string {
  const rows = bills.map((b) =>
    row([
      us(b.enteredOn),
      us(b.billedOn),
      b.number,
      b.vendor,
      siteName(b.site),
      b.account,
      b.memo,
      us(b.dueOn),
      grouped(b.amount),
    ]),
  );
  const total = row(['TOTAL', ...Array(7).fill(''), grouped(sum(bills.map((b) => b.amount)))]);
  const header = 'Entered,Bill Date,Num,Vendor,Location,Account,Purpose,Due Date,Amount';
  return `${['Ledgerly Books - Unpaid and paid bills entered', '', header, ...rows, total].join('\r\n')}\r\n`;
}

/** Two date forms in one column: typed bills in US form, scanned ones in ISO form. */
function billsAz(bills: readonly Bill[]): string {
  const rows = bills.map((b, i) => {
    const show = i % 3 === 0 ? iso : us;
    return row([
      b.number,
      b.vendor,
      show(b.billedOn),
      show(b.dueOn),
      b.account,
      plain(b.amount),
      iso(b.enteredOn),
    ]);
  });
  const header = 'Invoice Number,Supplier,Invoice Date,Payment Due,Expense Account,Total,Received';
  return `${[header, ...rows].join('\n')}\n`;
}

function paymentsText(bills: readonly Bill[]): string {
  const rows = bills.map((b) =>
    row([iso(b.paidOn), b.vendor, b.number, plain(b.amount), b.reference]),
  );
  return `${['Payment Date,Vendor,Bill,Amount Paid,Payment Reference', ...rows].join('\n')}\n`;
}

function receiptsText(goods: readonly Bill[]): string {
  const rows = goods.map((b) =>
    row([
      iso(b.enteredOn),
      b.vendor,
      b.number,
      siteName(b.site),
      b.account.replace('Inventory - ', ''),
      iso(b.dueOn),
      plain(b.amount),
    ]),
  );
  return `${['Received,Vendor,Bill,Location,Shelf,Due,Cost', ...rows].join('\n')}\n`;
}

/** What was used and what the quarterly count did not find, at cost. */
function usageText(practice: Practice, m: number, stock: readonly StockMonth[]): string {
  const rows: string[] = [];
  for (const s of stock.filter((x) => x.m === m)) {
    if (!practice.sites.some((site) => site.id === s.site)) continue;
    rows.push(row([period(m), siteName(s.site), s.stock, 'Used', plain(s.used), plain(s.closing)]));
    if (s.counted < 0) {
      rows.push(
        row([
          period(m),
          siteName(s.site),
          s.stock,
          'Count shortage',
          plain(-s.counted),
          plain(s.closing),
        ]),
      );
    }
  }
  return `${['Month,Location,Shelf,Movement,Cost,On Hand After', ...rows].join('\n')}\n`;
}

function editsText(practice: Practice, m: number, stories: readonly ClaimStory[]): string {
  const claims = stories
    .map((s) => s.claim)
    .filter((c) => c.practice === practice.id && indexOf(c.submittedOn) === m)
    .sort((a, b) => a.submittedOn - b.submittedOn);
  const words = { clean: 'PASS', edited: 'PASS AFTER EDIT', rejected: 'REJECT' } as const;
  const rows = claims.map((c) =>
    row([us(c.submittedOn), c.number, siteName(c.site), words[c.edit], c.editCode]),
  );
  return `${['Batch Date,Claim,Facility,Result,Edit', ...rows].join('\n')}\n`;
}

const REASONS = { 'Denial - final': 'DEN', 'Timely filing': 'TF', 'Bad debt': 'BD' } as const;

function writeOffText(
  practice: Practice,
  m: number,
  stories: readonly ClaimStory[],
): string | null {
  const offs = stories
    .flatMap((s) => s.writeOffs.filter((w) => isInBooks(s) || w.responsibility === 'patient'))
    .filter((w) => w.claim.practice === practice.id && indexOf(w.day) === m)
    .sort((a, b) => a.day - b.day);
  if (offs.length === 0) return null;
  if (practice.code === 'TX') {
    const rows = offs.map((w) =>
      row([
        us(w.day),
        w.claim.number,
        w.claim.account,
        siteName(w.claim.site),
        w.responsibility,
        w.reason,
        grouped(w.amount),
      ]),
    );
    const header = 'Posted,Claim,Patient Acct,Facility,Responsibility,Adjustment,Amount';
    return `${[header, ...rows].join('\n')}\n`;
  }
  // An old billing system: pipes, and lines that end with CR alone.
  const rows = offs.map((w) =>
    [iso(w.day), w.claim.number, w.claim.account, REASONS[w.reason], plain(w.amount)].join('|'),
  );
  return `${['DATE|CLAIM|ACCOUNT|CODE|AMOUNT', ...rows].join('\r')}\r`;
}
