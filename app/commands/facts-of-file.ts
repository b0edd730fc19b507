import { formatDay } from '../../src/calendar.ts';
import { FeeworthError } from '../../src/error.ts';
import { bytesSource } from '../../src/intake/csv/source.ts';
import { detectEncoding } from '../../src/intake/csv/decode.ts';
import { checkCsv, readCsv } from '../../src/intake/csv/read.ts';
import type { Mapping } from '../../src/intake/csv/mapping.ts';
import { fromCsv } from '../../src/intake/events/from-csv.ts';
import { fromRemittance } from '../../src/intake/events/from-835.ts';
import { fromSubmittedClaim } from '../../src/intake/events/from-837p.ts';
import type { SeenClaims, Withdrawal } from '../../src/intake/events/from-837p.ts';
import type { Fact, IntakeContext, Notice } from '../../src/intake/events/fact.ts';
import { createFactIds } from '../../src/intake/tokens.ts';
import type { TokenKind } from '../../src/intake/tokens.ts';
import { readRemittancesFrom } from '../../src/intake/x12/read-835.ts';
import { readSubmittedClaimsFrom } from '../../src/intake/x12/read-837p.ts';
import type { Anomaly } from '../../src/intake/x12/anomaly.ts';
import type { X12Options } from '../../src/intake/x12/options.ts';
import type { Book } from '../book.ts';
import { claims } from '../indexes/claims.ts';
import type { InputFile } from './read-file.ts';

export interface FactOptions {
  readonly entity: string;
  readonly site?: string | undefined;
  readonly agreement?: string | undefined;
  readonly mapping?: Mapping | undefined;
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
  const x12 = { today: book.today, currency: setting.currency, file: file.path, onAnomaly };
  if (file.format === 'x12-835') {
    let records = 0;
    const facts: Fact[] = [];
    for (const remittance of readRemittancesFrom(file.bytes, x12)) {
      records += 1 + remittance.claims.length + remittance.providerAdjustments.length;
      facts.push(...fromRemittance(remittance, context));
      remittance.anomalies.forEach(onAnomaly);
    }
    return { facts, withdrawals: [], notices, system: 'x12-835', records };
  }
  if (file.format === 'x12-837p') return claimFacts(file, x12, context, notices);
  return csvFacts(book, file, context, notices, options.mapping);
}

function claimFacts(
  file: InputFile,
  x12: X12Options & Required<Pick<X12Options, 'onAnomaly'>>,
  context: IntakeContext,
  notices: Notice[],
): FileFacts {
  const facts: Fact[] = [];
  const withdrawals: Withdrawal[] = [];
  const seen: SeenClaims = new Map();
  let records = 0;
  for (const claim of readSubmittedClaimsFrom(file.bytes, x12)) {
    records += 1;
    const result = fromSubmittedClaim(claim, context, seen);
    facts.push(...result.facts);
    if (result.withdraws) withdrawals.push(result.withdraws);
    claim.anomalies.forEach(x12.onAnomaly);
  }
  return { facts, withdrawals, notices, system: 'x12-837p', records };
}

function csvFacts(
  book: Book,
  file: InputFile,
  context: IntakeContext,
  notices: Notice[],
  mapping: Mapping | undefined,
): FileFacts {
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
  const read = readCsv(source, mapping, { today, tokenise });
  return {
    facts: fromCsv(read, mapping, context),
    withdrawals: [],
    notices,
    system: mapping.system,
    records,
  };
}
