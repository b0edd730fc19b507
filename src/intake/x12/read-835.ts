import type { Cents } from '../../money.ts';
import { Raw } from '../raw.ts';
import { balanceRemittance } from './balance-835.ts';
import { ClaimReader } from './claim-835.ts';
import type { Draft } from './draft.ts';
import type { SegmentReader } from './drive.ts';
import { readAll, readChunks } from './drive.ts';
import { Envelope } from './envelope.ts';
import { Fields } from './fields.ts';
import type { X12Options } from './options.ts';
import { refuse } from './refuse.ts';
import * as id from './segment-ids.ts';
import { SegmentCursor } from './tokenizer.ts';
import type { Payee, Payer, PaymentMethod, Remittance } from './types-835.ts';

const q = id.packed;
const CODE = {
  PAYER: q('PR'),
  PAYEE: q('PE'),
  NPI: q('XX'),
  TAX_ID: q('FI'),
  TAX_REFERENCE: q('TJ'),
  PRODUCED: q('405'),
  DEBIT: q('D'),
} as const;
const PAYER_REFS: readonly number[] = ['2U', 'EO', 'HI', 'NF'].map(q);

const METHODS = new Map<number, PaymentMethod>(
  (['ACH', 'CHK', 'BOP', 'FWT', 'NON'] as const).map((method) => [q(method), method]),
);

const PLB_LAST = 13;
const TRACE_CHARS = 50;

/** A payer while it is being read; its name goes no further than into the key. */
interface PayerContext {
  readonly payer: Draft<Payer>;
  readonly name: Raw | null;
}

/** Builds remittances from segments; the state machine behind both ways of reading. */
class RemittanceReader implements SegmentReader<Remittance> {
  private readonly options: X12Options;
  private readonly envelope: Envelope;
  private readonly fields: Fields;
  private remittance: Draft<Remittance> | null = null;
  private readonly claim: ClaimReader;
  private payers: PayerContext[] = [];
  private payee: Draft<Payee> | null = null;
  private originator: string | null = null;
  private party: 'payer' | 'payee' | null = null;
  private hasPayment = false;
  /** Every amount that enters the balance of the transaction could be read. */
  private hasReadableTotals = true;

  constructor(options: X12Options) {
    this.options = options;
    this.envelope = new Envelope('835', options);
    this.fields = new Fields(options);
    this.claim = new ClaimReader(this.fields);
  }

  take(cursor: SegmentCursor): Remittance | null {
    switch (this.envelope.take(cursor)) {
      case 'body':
        this.body(cursor);
        return null;
      case 'start':
        this.start(cursor);
        return null;
      case 'end':
        return this.end(cursor);
      case 'outside':
        return null;
    }
  }

  finish(cursor: SegmentCursor): void {
    this.envelope.finish(cursor);
  }

  private body(cursor: SegmentCursor): void {
    switch (cursor.id) {
      case id.CLP:
        return this.openClaim(cursor);
      case id.LX:
      case id.TS3:
      case id.TS2:
        this.closeClaim();
        this.party = null;
        return;
      case id.N1:
        return this.readParty(cursor);
      case id.PLB:
        return this.readProviderAdjustments(cursor);
      case id.CUR:
        return this.readCurrency(cursor);
      default:
        return this.claim.isOpen ? this.claim.take(cursor) : this.header(cursor);
    }
  }

  /** What stands outside of claims, in front of them or between. */
  private header(cursor: SegmentCursor): void {
    switch (cursor.id) {
      case id.BPR:
        return this.readPayment(cursor);
      case id.TRN:
        return this.readTrace(cursor);
      case id.DTM:
        return this.readProduced(cursor);
      case id.REF:
        return this.readReference(cursor);
      case id.CAS:
        return this.fields.note('adjustment-outside', cursor.segment);
      case id.SVC:
        return this.fields.note('segment-outside', cursor.segment);
      default:
    }
  }

  private start(cursor: SegmentCursor): void {
    this.fields.reset();
    this.payers = [];
    this.payee = null;
    this.originator = null;
    this.party = null;
    this.hasPayment = false;
    this.hasReadableTotals = true;
    this.remittance = {
      segment: cursor.segment,
      offset: cursor.offset,
      handling: '',
      amountCents: 0 as Cents,
      method: null,
      effectiveOn: null,
      trace: null,
      producedOn: null,
      payer: { id: null, originator: null, key: null },
      payee: { npi: null, taxId: null },
      claims: [],
      providerAdjustments: [],
      claimsPaidCents: 0 as Cents,
      providerAdjustedCents: 0 as Cents,
      differenceCents: 0 as Cents,
      isBalanced: false,
      anomalies: [],
    };
  }

  private end(cursor: SegmentCursor): Remittance | null {
    const { remittance, fields } = this;
    this.closeClaim();
    this.remittance = null;
    if (remittance === null) return null;
    if (!this.hasPayment) throw this.noPayment(cursor);
    const { segment } = remittance;
    remittance.payer = this.currentPayer();
    for (const { payer, name } of this.payers) {
      payer.originator = this.originator;
      const key = payer.id ?? payer.originator;
      payer.key = key === null ? name : new Raw(key);
      if (payer.key === null) fields.note('no-payer', segment);
    }
    remittance.payer = this.payers[0]?.payer ?? remittance.payer;
    if (remittance.trace === null) fields.note('no-trace', segment);
    balanceRemittance(remittance, !this.hasReadableTotals, fields);
    remittance.anomalies = fields.anomalies;
    return remittance;
  }

  private readPayment(cursor: SegmentCursor): void {
    const { remittance, fields } = this;
    if (remittance === null) return;
    const amount = cursor.cents(2);
    if (Number.isNaN(amount)) throw this.noPayment(cursor);
    this.hasPayment = true;
    const handling = fields.code(cursor, 1, 2);
    const method = METHODS.get(cursor.code(4)) ?? null;
    remittance.handling = handling;
    remittance.amountCents = amount;
    remittance.method = method;
    remittance.effectiveOn = fields.day(cursor, 16);
    if (amount < 0) fields.note('negative-payment', cursor.segment, 2);
    if (amount !== 0 && (handling === 'H' || method === 'NON')) {
      fields.note('notification-with-money', cursor.segment, 2);
    }
    if (cursor.code(3) === CODE.DEBIT) fields.note('debit-payment', cursor.segment, 3);
    if (method === null) fields.note('unknown-method', cursor.segment, 4);
  }

  private readTrace(cursor: SegmentCursor): void {
    if (this.remittance === null) return;
    const trace = cursor.string(2);
    if (trace !== '' && trace.length <= TRACE_CHARS) this.remittance.trace = trace;
    const originator = cursor.string(3);
    this.originator = originator === '' ? null : originator;
  }

  private readCurrency(cursor: SegmentCursor): void {
    const { options } = this;
    if (cursor.string(2).toUpperCase() === options.currency) return;
    throw refuse(
      'other-currency',
      `The file is not in ${options.currency}, the currency of the book`,
      'a book has one currency; keep what another one pays in a book of its own',
      { file: options.file, segment: cursor.segment, element: 2, offset: cursor.offset },
    );
  }

  private readParty(cursor: SegmentCursor): void {
    const { remittance, fields } = this;
    if (remittance === null) return;
    this.closeClaim();
    const kind = cursor.code(1);
    this.party = kind === CODE.PAYER ? 'payer' : kind === CODE.PAYEE ? 'payee' : null;
    if (this.party === 'payer') {
      const id = cursor.string(4);
      const payer = { id: id === '' ? null : id, originator: null, key: null };
      this.payers.push({ payer, name: cursor.raw(2) });
    } else if (this.party === 'payee') {
      const qualifier = cursor.code(3);
      const npi = qualifier === CODE.NPI ? fields.npi(cursor, 4) : null;
      const taxId = qualifier === CODE.TAX_ID ? cursor.raw(4) : null;
      if (this.payee === null) remittance.payee = this.payee = { npi, taxId };
      else this.payee = { npi, taxId };
    }
  }

  private readReference(cursor: SegmentCursor): void {
    const kind = cursor.code(1);
    if (this.party === null) return;
    if (this.party === 'payer') {
      const payer = this.payers.at(-1)?.payer;
      if (payer?.id === null && PAYER_REFS.includes(kind)) payer.id = cursor.string(2) || null;
    } else if (this.payee?.taxId === null && kind === CODE.TAX_REFERENCE) {
      this.payee.taxId = cursor.raw(2);
    }
  }

  private openClaim(cursor: SegmentCursor): void {
    const { remittance } = this;
    if (remittance === null) return;
    this.closeClaim();
    const payee = this.payee ?? remittance.payee;
    if (!this.claim.open(cursor, this.currentPayer(), payee)) this.hasReadableTotals = false;
  }

  private readProduced(cursor: SegmentCursor): void {
    if (this.remittance === null || cursor.code(1) !== CODE.PRODUCED) return;
    this.remittance.producedOn = this.fields.day(cursor, 2);
  }

  private closeClaim(): void {
    const claim = this.claim.close();
    if (claim !== null) this.remittance?.claims.push(claim);
  }

  private readProviderAdjustments(cursor: SegmentCursor): void {
    const { remittance, fields } = this;
    if (remittance === null) return;
    this.closeClaim();
    const npi = fields.npi(cursor, 1);
    for (let i = 3; i <= Math.min(cursor.count, PLB_LAST); i += 2) {
      if (cursor.isEmpty(i) && cursor.isEmpty(i + 1)) continue;
      const unreadable = fields.unreadable;
      const amountCents = fields.amount(cursor, i + 1);
      if (fields.unreadable > unreadable) this.hasReadableTotals = false;
      // Zero is not allowed (RFI 264, 1324) and moves nothing.
      if (amountCents === 0) continue;
      const parts = cursor.split(i);
      const code = parts === 0 ? '' : fields.component(cursor, i, 0, 2);
      if (code === '') fields.note('provider-adjustment-without-code', cursor.segment, i);
      remittance.providerAdjustments.push({
        segment: cursor.segment,
        npi,
        code,
        reference: parts > 1 ? rawOrNull(cursor.partsFrom(1)) : null,
        amountCents,
        cashEffectCents: (0 - amountCents) as Cents,
      });
    }
  }

  private currentPayer(): Draft<Payer> {
    const known = this.payers.at(-1);
    if (known !== undefined) return known.payer;
    const payer = { id: null, originator: null, key: null };
    this.payers.push({ payer, name: null });
    return payer;
  }

  private noPayment(cursor: SegmentCursor): Error {
    return refuse(
      'unreadable-payment',
      'The amount of a payment cannot be read (BPR02)',
      'ask the payer or clearinghouse for the file again; without it nothing can be reconciled',
      { file: this.options.file, segment: cursor.segment, offset: cursor.offset },
    );
  }
}

const rawOrNull = (text: string): Raw | null => (text === '' ? null : new Raw(text));

/**
 * Remittances of an 835 (005010X221A1, and 4010 with its CR group), one per transaction, read from
 * chunks cut anywhere. Errors: x12/not-x12, x12/no-such-transaction, x12/truncated,
 * x12/unreadable-payment, x12/other-currency, x12/date-out-of-range, x12/segment-too-long. An
 * error may come after remittances were given: take them as read only when the end was reached.
 */
export function readRemittances(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: X12Options,
): AsyncGenerator<Remittance> {
  return readChunks(chunks, new RemittanceReader(options), new SegmentCursor(options.file));
}

/** The same from a file that is in memory already. */
export function readRemittancesFrom(bytes: Uint8Array, options: X12Options): Generator<Remittance> {
  return readAll(bytes, new RemittanceReader(options), new SegmentCursor(options.file));
}
