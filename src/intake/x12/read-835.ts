import type { Cents } from '../../money.ts';
import { Raw } from '../raw.ts';
import { Bag } from './bag.ts';
import { balanceClaim, balanceLine, balanceRemittance } from './balance-835.ts';
import type { Draft } from './draft.ts';
import { Envelope } from './envelope.ts';
import { Fields } from './fields.ts';
import type { X12Options } from './options.ts';
import { readProcedure } from './procedure.ts';
import { refuse } from './refuse.ts';
import * as id from './segment-ids.ts';
import type { SegmentReader } from './tokenizer.ts';
import { readAll, readChunks, SegmentCursor } from './tokenizer.ts';
import type {
  Adjustment,
  AdjustmentGroup,
  Payee,
  Payer,
  PaymentMethod,
  Remittance,
  RemittanceClaim,
  RemittanceLine,
} from './types-835.ts';

const q = id.packed;
const QUALIFIER = {
  PR: q('PR'),
  PE: q('PE'),
  XX: q('XX'),
  FI: q('FI'),
  TJ: q('TJ'),
  '6R': q('6R'),
  '82': q('82'),
  '405': q('405'),
  '232': q('232'),
  '233': q('233'),
  '050': q('050'),
  '472': q('472'),
  '150': q('150'),
  '151': q('151'),
  B6: q('B6'),
  I: q('I'),
  HE: q('HE'),
  D: q('D'),
} as const;
const PAYER_REFS: readonly number[] = ['2U', 'EO', 'HI', 'NF'].map(q);

const GROUPS = new Map<number, AdjustmentGroup>(
  (['CO', 'OA', 'PI', 'PR', 'CR'] as const).map((group) => [q(group), group]),
);
const METHODS = new Map<number, PaymentMethod>(
  (['ACH', 'CHK', 'BOP', 'FWT', 'NON'] as const).map((method) => [q(method), method]),
);
const STATUSES = new Set(['1', '2', '3', '4', '5', '19', '20', '21', '22', '23', '25']);

const CAS_TRIPLETS = 6;
const PLB_LAST = 13;
const TRACE_CHARS = 50;

/** A payer while it is being read; its name goes no further than into the key. */
interface PayerContext {
  readonly payer: Draft<Payer>;
  readonly name: Raw | null;
}

/** Filled in when the claim or line is closed. */
const NONE: never[] = [];

const bags = (): { adjustments: Bag<Adjustment>; remarks: Bag<string> } => ({
  adjustments: new Bag(),
  remarks: new Bag(),
});

/** Builds remittances from segments; the state machine behind both ways of reading. */
class RemittanceReader implements SegmentReader<Remittance> {
  private readonly options: X12Options;
  private readonly envelope: Envelope;
  private readonly fields: Fields;
  private remittance: Draft<Remittance> | null = null;
  private claim: Draft<RemittanceClaim> | null = null;
  private line: Draft<RemittanceLine> | null = null;
  private readonly claimBags = bags();
  private readonly lineBags = bags();
  private readonly lines = new Bag<Draft<RemittanceLine>>();
  private payers: PayerContext[] = [];
  private payee: Draft<Payee> | null = null;
  private originator: string | null = null;
  private party: 'payer' | 'payee' | null = null;
  private hasPayment = false;
  /** Unreadable amounts before the current claim: tells which claims have some. */
  private unreadableBefore = 0;
  private unreadableTotals = 0;

  constructor(options: X12Options) {
    this.options = options;
    this.envelope = new Envelope('835', options);
    this.fields = new Fields(options);
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
      case id.CAS:
        return this.readAdjustments(cursor);
      case id.SVC:
        return this.readLine(cursor);
      case id.DTM:
        return this.readDate(cursor);
      case id.REF:
        return this.readReference(cursor);
      case id.CLP:
        return this.readClaim(cursor);
      case id.NM1:
        return this.readName(cursor);
      case id.AMT:
        return this.readAmount(cursor);
      case id.LQ:
        return this.readRemark(cursor);
      case id.MOA:
        return this.readClaimRemarks(cursor, [3, 4, 5, 6, 7]);
      case id.MIA:
        return this.readClaimRemarks(cursor, [5, 20, 21, 22, 23]);
      case id.LX:
      case id.TS3:
      case id.TS2:
        this.closeClaim();
        this.party = null;
        return;
      case id.N1:
        return this.readParty(cursor);
      case id.BPR:
        return this.readPayment(cursor);
      case id.TRN:
        return this.readTrace(cursor);
      case id.CUR:
        return this.readCurrency(cursor);
      case id.PLB:
        return this.readProviderAdjustments(cursor);
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
    this.unreadableTotals = 0;
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
    balanceRemittance(remittance, this.unreadableTotals > 0, fields);
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
    if (cursor.code(3) === QUALIFIER.D) fields.note('debit-payment', cursor.segment, 3);
    if (method === null) fields.note('unknown-method', cursor.segment, 4);
  }

  private readTrace(cursor: SegmentCursor): void {
    if (this.remittance === null || this.claim !== null) return;
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
    this.party = kind === QUALIFIER.PR ? 'payer' : kind === QUALIFIER.PE ? 'payee' : null;
    if (this.party === 'payer') {
      const id = cursor.string(4);
      const payer = { id: id === '' ? null : id, originator: null, key: null };
      this.payers.push({ payer, name: cursor.raw(2) });
    } else if (this.party === 'payee') {
      const qualifier = cursor.code(3);
      const npi = qualifier === QUALIFIER.XX ? fields.npi(cursor, 4) : null;
      const taxId = qualifier === QUALIFIER.FI ? cursor.raw(4) : null;
      if (this.payee === null) remittance.payee = this.payee = { npi, taxId };
      else this.payee = { npi, taxId };
    }
  }

  private readReference(cursor: SegmentCursor): void {
    const kind = cursor.code(1);
    if (this.line !== null) {
      if (kind === QUALIFIER['6R']) this.line.lineControl = cursor.raw(2);
    } else if (this.claim !== null || this.party === null) {
      return;
    } else if (this.party === 'payer') {
      const payer = this.payers.at(-1)?.payer;
      if (payer?.id === null && PAYER_REFS.includes(kind)) payer.id = cursor.string(2) || null;
    } else if (this.payee?.taxId === null && kind === QUALIFIER.TJ) {
      this.payee.taxId = cursor.raw(2);
    }
  }

  private readClaim(cursor: SegmentCursor): void {
    const { fields } = this;
    this.closeClaim();
    this.party = null;
    this.unreadableBefore = fields.unreadable;
    const status = fields.code(cursor, 2, 2);
    const chargeCents = fields.amount(cursor, 3);
    const unreadable = fields.unreadable;
    const paidCents = fields.amount(cursor, 4);
    this.unreadableTotals += fields.unreadable - unreadable;
    if (!STATUSES.has(status)) fields.note('unknown-status', cursor.segment, 2);
    this.claim = {
      segment: cursor.segment,
      patientControl: cursor.raw(1),
      status,
      chargeCents,
      paidCents,
      patientShareStatedCents: fields.optionalAmount(cursor, 5),
      patientShareCents: 0 as Cents,
      filingIndicator: fields.code(cursor, 6, 2),
      payerControl: cursor.raw(7),
      facility: fields.code(cursor, 8, 2),
      frequency: fields.code(cursor, 9, 1),
      renderingNpi: null,
      serviceFrom: null,
      serviceTo: null,
      receivedOn: null,
      adjustments: NONE,
      lines: NONE,
      remarks: NONE,
      interestCents: 0 as Cents,
      differenceCents: 0 as Cents,
      isBalanced: false,
      payer: this.currentPayer(),
      payee: this.payee ?? this.remittance?.payee ?? { npi: null, taxId: null },
    };
  }

  private readLine(cursor: SegmentCursor): void {
    const { claim, fields } = this;
    this.closeLine();
    if (claim === null) return fields.note('segment-outside', cursor.segment);
    const { qualifier, procedure, modifiers } = readProcedure(cursor, 1, fields);
    const chargeCents = fields.amount(cursor, 2);
    const paidCents = fields.amount(cursor, 3);
    const submitted = cursor.isEmpty(6) ? '' : readProcedure(cursor, 6, fields).procedure;
    this.line = {
      segment: cursor.segment,
      procedure,
      qualifier,
      modifiers,
      submittedProcedure: submitted || null,
      revenueCode: fields.code(cursor, 4, 4) || null,
      chargeCents,
      paidCents,
      units: fields.quantity(cursor, 5),
      serviceFrom: null,
      serviceTo: null,
      lineControl: null,
      adjustments: NONE,
      allowedCents: null,
      remarks: NONE,
      differenceCents: 0 as Cents,
    };
    this.lines.add(this.line);
  }

  private readAdjustments(cursor: SegmentCursor): void {
    const { fields } = this;
    const { claimBags, lineBags } = this;
    if (this.claim === null) return fields.note('adjustment-outside', cursor.segment);
    const { adjustments } = this.line === null ? claimBags : lineBags;
    const group = GROUPS.get(cursor.code(1)) ?? null;
    if (group === null) fields.note('unknown-group', cursor.segment, 1);
    for (let triplet = 0; triplet < CAS_TRIPLETS; triplet++) {
      const i = 2 + triplet * 3;
      if (i > cursor.count) break;
      if (cursor.isEmpty(i + 1)) {
        if (!cursor.isEmpty(i)) fields.note('reason-without-amount', cursor.segment, i + 1);
        continue;
      }
      const amountCents = fields.amount(cursor, i + 1);
      if (amountCents === 0) continue;
      const reason = fields.code(cursor, i, 5);
      if (reason === '') fields.note('amount-without-reason', cursor.segment, i);
      adjustments.add({
        group,
        reason,
        amountCents,
        quantity: fields.quantity(cursor, i + 2),
      });
    }
  }

  private readDate(cursor: SegmentCursor): void {
    const { claim, line, fields } = this;
    const kind = cursor.code(1);
    const owner = line ?? claim;
    if (owner === null) {
      if (kind === QUALIFIER['405'] && this.remittance !== null) {
        this.remittance.producedOn = fields.day(cursor, 2);
      }
      return;
    }
    switch (kind) {
      case QUALIFIER['472']:
        owner.serviceFrom = owner.serviceTo = fields.day(cursor, 2);
        return;
      case QUALIFIER['232']:
      case QUALIFIER['150']:
        owner.serviceFrom = fields.day(cursor, 2);
        owner.serviceTo ??= owner.serviceFrom;
        return;
      case QUALIFIER['233']:
      case QUALIFIER['151']:
        owner.serviceTo = fields.day(cursor, 2);
        owner.serviceFrom ??= owner.serviceTo;
        return;
      case QUALIFIER['050']:
        if (claim !== null) claim.receivedOn = fields.day(cursor, 2);
        return;
      default:
    }
  }

  private readName(cursor: SegmentCursor): void {
    if (this.claim === null || this.line !== null) return;
    if (cursor.code(1) === QUALIFIER['82'] && cursor.code(8) === QUALIFIER.XX) {
      this.claim.renderingNpi = this.fields.npi(cursor, 9);
    }
  }

  private readAmount(cursor: SegmentCursor): void {
    const { claim, line, fields } = this;
    const kind = cursor.code(1);
    if (line !== null) {
      if (kind === QUALIFIER.B6) line.allowedCents = fields.optionalAmount(cursor, 2);
    } else if (claim !== null && kind === QUALIFIER.I) {
      const interest = fields.optionalAmount(cursor, 2) ?? 0;
      claim.interestCents = (claim.interestCents + interest) as Cents;
    }
  }

  private readRemark(cursor: SegmentCursor): void {
    if (this.claim === null || cursor.code(1) !== QUALIFIER.HE) return;
    const remark = this.fields.code(cursor, 2, 6);
    if (remark !== '') (this.line === null ? this.claimBags : this.lineBags).remarks.add(remark);
  }

  private readClaimRemarks(cursor: SegmentCursor, elements: readonly number[]): void {
    if (this.claim === null) return;
    for (const i of elements) {
      const remark = this.fields.code(cursor, i, 6);
      if (remark !== '') this.claimBags.remarks.add(remark);
    }
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
      this.unreadableTotals += fields.unreadable - unreadable;
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

  private closeLine(): void {
    if (this.line === null) return;
    this.line.adjustments = this.lineBags.adjustments.take();
    this.line.remarks = this.lineBags.remarks.take();
    balanceLine(this.line, this.fields);
    this.line = null;
  }

  private closeClaim(): void {
    const { claim, fields } = this;
    this.closeLine();
    if (claim === null) return;
    claim.adjustments = this.claimBags.adjustments.take();
    claim.remarks = this.claimBags.remarks.take();
    claim.lines = this.lines.take();
    balanceClaim(claim, fields.unreadable > this.unreadableBefore, fields);
    this.remittance?.claims.push(claim);
    this.claim = null;
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
