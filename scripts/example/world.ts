import { newJournal } from './book.ts';
import type { Journal } from './book.ts';
import { storyOf } from './adjudicate.ts';
import { writeClaimFiles } from './claims-837.ts';
import { allClaims } from './claims.ts';
import { contractualRates, writeControls } from './controls.ts';
import type { World } from './controls.ts';
import { indexOf, OPENING } from './days.ts';
import { runDesks } from './desk.ts';
import { invoiceFees, receiptsOf } from './fees.ts';
import type { Receipts } from './fees.ts';
import { writeBankFiles } from './files-bank.ts';
import { writeDeskFiles } from './files-desk.ts';
import { writeOfficeFiles } from './files-office.ts';
import type { Office } from './files-office.ts';
import { keepStock } from './inventory.ts';
import type { PracticeId } from './group.ts';
import { listOddities, STRAY, writeOddities } from './oddities.ts';
import { openBooks } from './opening.ts';
import { writeOrder } from './order.ts';
import { runPayroll } from './payroll.ts';
import { writeRemittanceFiles } from './remittances-835.ts';
import { payClaims } from './remittances.ts';
import { settleSales } from './settle.ts';
import { writeSettings } from './settings.ts';
import { isInBooks } from './stories.ts';
import { arrangeSpecials } from './specials.ts';
import { runTreasury } from './treasury.ts';
import { receiveBills } from './vendors.ts';

/** What the generator made: every file by its path, and the books behind them. */
export interface Example {
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly world: World;
  readonly journal: Journal;
}

/** Lives the group's twenty-four months and writes what its systems would export. */
export function makeExample(): Example {
  const journal = newJournal();
  const everything = allClaims().map(storyOf);
  const specials = arrangeSpecials(everything);
  const stories = everything.filter(isInBooks);
  const remittances = payClaims(stories, specials, journal);
  const payments = everything.flatMap((s) => s.payments.filter((p) => p.day > OPENING));
  const desk = runDesks(payments);
  const receipts = remember((practice, m) => receiptsOf(practice, m, desk.lines, remittances));
  const stock = keepStock(
    desk.lines,
    stories.map((s) => s.claim),
  );
  const settlements = settleSales(desk.lines, journal);
  const payroll = runPayroll(desk.lines, journal);
  const bills = receiveBills(
    { stock, insured: (p, m) => (m < 0 ? 0 : receipts(p, m).payers) },
    journal,
  );
  const invoices = invoiceFees(receipts, journal);
  journal.bank.push(STRAY);
  const treasury = runTreasury(desk.lines, journal);
  const office: Office = {
    stories: everything,
    settlements,
    payroll,
    bills,
    stock,
    invoices,
    treasury,
  };
  const rates = contractualRates(stories);
  const openings = openBooks(everything, desk, office, rates, journal);
  writeClaimFiles(stories, journal);
  writeRemittanceFiles(remittances, journal);
  writeDeskFiles(
    desk,
    stories.map((s) => s.claim),
    journal,
  );
  writeOfficeFiles(office, journal);
  const closings = writeBankFiles(journal);
  const world: World = {
    stories: everything,
    remittances,
    desk,
    office,
    receipts,
    closings,
    openings,
  };
  writeSettings(rates, journal);
  writeControls(world, journal);
  writeOddities(listOddities(world, specials), journal);
  writeOrder(journal);
  return { files: journal.files, world, journal };
}

function remember(f: (practice: PracticeId, m: number) => Receipts): typeof f {
  const known = new Map<string, Receipts>();
  return (practice, m) => {
    const key = `${practice}/${m}`;
    const before = known.get(key);
    if (before) return before;
    const made = f(practice, m);
    known.set(key, made);
    return made;
  };
}

/** Lines of the bank inside the history; later ones are still in transit at its end. */
export const bankedLines = (journal: Journal): Journal['bank'] =>
  journal.bank.filter((l) => indexOf(l.day) >= 0 && indexOf(l.day) < 24);
