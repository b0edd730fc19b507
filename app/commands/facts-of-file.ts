import { formatDay } from '../../src/calendar.ts';
import { FeeworthError } from '../../src/error.ts';
import { bytesSource } from '../../src/intake/csv/source.ts';
import { detectEncoding } from '../../src/intake/csv/decode.ts';
import { checkCsv, readCsv } from '../../src/intake/csv/read.ts';
import type { Mapping } from '../../src/intake/csv/mapping.ts';
import type { CsvRecord } from '../../src/intake/csv/target.ts';
import { fromCsv } from '../../src/intake/events/from-csv.ts';
import { fromRemittance } from '../../src/intake/events/from-835.ts';
import { fromSubmittedClaim } from '../../src/intake/events/from-837p.ts';
import type { SeenClaims, Withdrawal } from '../../src/intake/events/from-837p.ts';
import type { Fact, IntakeContext, Notice } from '../../src/intake/events/fact.ts';
import { createFactIds } from '../../src/intake/tokens.ts';
import type { TokenKind } from '../../src/intake/tokens.ts';
import { findRepeats } from '../../src/intake/x12/repeats.ts';
import type { Repeats } from '../../src/intake/x12/repeats.ts';
import { readRemittancesFrom } from '../../src/intake/x12/read-835.ts';
import { readSubmittedClaimsFrom } from '../../src/intake/x12/read-837p.ts';
import type { Anomaly } from '../../src/intake/x12/anomaly.ts';
import type { X12Options } from '../../src/intake/x12/options.ts';
import { mayGoOn } from '../stopping.ts';
import type { Book } from '../book.ts';
import { claims } from '../indexes/claims.ts';
import type { InputFile } from './read-file.ts';

/** About 3 KB of memory each; ten years of a busy group's day sheets are fewer. */
export const RECORDS_MAX = 500_000;

/** Records that are read before the process hears again what it is told. */
const RECORDS_AT_ONCE = 2_000;

export interface FactOptions {
  /** Most records a file may have, before `import/too-large`; default RECORDS_MAX. */
  readonly recordsMax?: number | undefined;
  readonly entity: string;
  readonly site?: string | undefined;
  readonly agreement?: string | undefined;
  readonly mapping?: Mapping | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Everything a file says, before anything is written. */
export interface FileFacts {
  readonly facts: readonly Fact[];
  readonly withdrawals: readonly Withdrawal[];
  readonly notices: readonly Notice[];
  /** Name of the system that wrote the file. */
  readonly system: string;
  /** Records that became events, memo or suspense. */
  readonly records: number;
}

/** Reads a whole file into facts. Throws whatever is wrong with it; nothing is written before. */
export async function factsOfFile(
  book: Book,
  file: InputFile,
  options: FactOptions,
): Promise<FileFacts> {
  const { setting } = await book.settings;
  const notices: Notice[] = [];
  const context: IntakeContext = {
    setting,
    claims: await book.follow(claims),
    entity: options.entity,
    site: options.site,
    agreement: options.agreement,
    file: file.path,
    tokenise: book.tokenise,
    ids: createFactIds(book.key),
    today: formatDay(book.today),
    notice: (notice) => notices.push(notice),
  };
  const onAnomaly = ({ code, segment, what }: Anomaly): void =>
    context.notice({ code, words: what, where: `segment ${segment}` });
  const limit = limitOf(file, options.recordsMax);
  const x12 = { today: book.today, currency: setting.currency, file: file.path, onAnomaly };
  if (file.format === 'x12-835') {
    let records = 0;
    const facts: Fact[] = [];
    const repeats = findRepeats(file.bytes);
    for (const remittance of readRemittancesFrom(file.bytes, x12)) {
      if (repeats.has(remittance.segment)) continue;
      records += 1 + remittance.claims.length + remittance.providerAdjustments.length;
      limit(records);
      facts.push(...fromRemittance(remittance, context));
      remittance.anomalies.forEach(onAnomaly);
    }
    tellRepeats(repeats, context);
    return { facts, withdrawals: [], notices, system: 'x12-835', records };
  }
  if (file.format === 'x12-837p') return claimFacts(file, { ...x12, limit }, context, notices);
  const { mapping, signal } = options;
  return csvFacts(book, file, { context, notices, limit, mapping, signal });
}

type Limit = (records: number) => void;

/** A file is held whole until all of it is known to be good; without a limit it ends in a crash. */
function limitOf(file: InputFile, most = RECORDS_MAX): Limit {
  return (records) => {
    if (records <= most) return;
    throw new FeeworthError(
      'import/too-large',
      'input',
      `${file.path} holds more than ${most} records`,
      {
        place: { file: file.path },
        hint: 'export it by month or by year and import the parts; nothing was recorded',
      },
    );
  };
}

function tellRepeats({ found }: Repeats, context: IntakeContext): void {
  for (const { interchange, segment, transactions } of found) {
    const which = interchange === null ? 'an interchange' : `interchange ${interchange}`;
    const many = transactions === 1 ? 'a transaction' : `${transactions} transactions`;
    context.notice({
      code: 'transaction-repeated',
      words: `${which} repeats ${many} of this file; what was read before was passed over here`,
      where: `segment ${segment}`,
    });
  }
}

function claimFacts(
  file: InputFile,
  x12: X12Options & Required<Pick<X12Options, 'onAnomaly'>> & { readonly limit: Limit },
  context: IntakeContext,
  notices: Notice[],
): FileFacts {
  const facts: Fact[] = [];
  const withdrawals: Withdrawal[] = [];
  const seen: SeenClaims = new Map();
  let records = 0;
  const repeats = findRepeats(file.bytes);
  for (const claim of readSubmittedClaimsFrom(file.bytes, x12)) {
    if (repeats.has(claim.segment)) continue;
    records += 1;
    x12.limit(records);
    const result = fromSubmittedClaim(claim, context, seen);
    facts.push(...result.facts);
    if (result.withdraws) withdrawals.push(result.withdraws);
    claim.anomalies.forEach(x12.onAnomaly);
  }
  tellRepeats(repeats, context);
  return { facts, withdrawals, notices, system: 'x12-837p', records };
}

interface CsvReading {
  readonly context: IntakeContext;
  readonly notices: Notice[];
  readonly limit: Limit;
  readonly mapping: Mapping | undefined;
  readonly signal: AbortSignal | undefined;
}

async function csvFacts(book: Book, file: InputFile, reading: CsvReading): Promise<FileFacts> {
  const { context, notices, limit, mapping, signal } = reading;
  const source = bytesSource(file.path, file.bytes);
  if (mapping === undefined) {
    // A file that no mapping can help with says that first.
    detectEncoding(source);
    throw new FeeworthError('import/no-mapping', 'usage', `${file.path} needs a mapping file`, {
      place: { file: file.path },
      hint: 'name one with --map, or let one be proposed: feeworth import propose FILE',
    });
  }
  const tokenise = (kind: string, raw: string): string => book.tokenise(kind as TokenKind, raw);
  const { today } = book;
  const { records } = checkCsv(source, mapping, { today });
  limit(records);
  await mayGoOn(signal);
  const read: CsvRecord[] = [];
  for (const record of readCsv(source, mapping, { today, tokenise })) {
    if (read.length % RECORDS_AT_ONCE === 0) await mayGoOn(signal);
    read.push(record);
  }
  return {
    facts: fromCsv(read, mapping, context),
    withdrawals: [],
    notices,
    system: mapping.system,
    records,
  };
}
