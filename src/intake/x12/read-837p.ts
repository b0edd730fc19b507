import type { Day } from '../../calendar.ts';
import type { Cents } from '../../money.ts';
import { Raw, reveal } from '../raw.ts';
import type { Draft } from './draft.ts';
import type { SegmentReader } from './drive.ts';
import { readAll, readChunks } from './drive.ts';
import { Envelope } from './envelope.ts';
import { Fields } from './fields.ts';
import type { X12Options } from './options.ts';
import { readProcedure } from './procedure.ts';
import { refuse } from './refuse.ts';
import * as id from './segment-ids.ts';
import type { PayerRank } from './summarise-claim.ts';
import { SegmentCursor } from './tokenizer.ts';
import type {
  ClaimFrequency,
  SubmittedClaim,
  SubmittedLine,
  SubmittedPayer,
} from './types-837p.ts';

const q = id.packed;
const CODE = {
  BILLING_LEVEL: q('20'),
  SUBSCRIBER_LEVEL: q('22'),
  PATIENT_LEVEL: q('23'),
  BILLING: q('85'),
  RENDERING: q('82'),
  SUBSCRIBER: q('IL'),
  PATIENT: q('QC'),
  PAYER: q('PR'),
  NPI: q('XX'),
  ORIGINAL: q('F8'),
  MEDICAL_RECORD: q('EA'),
  LINE_CONTROL: q('6R'),
  PRIOR_PAID: q('D'),
  SERVICE: q('472'),
  ENCOUNTER: q('RP'),
} as const;
const DIAGNOSES = new Set(['ABK', 'ABF', 'BK', 'BF']);
const RANKS: Readonly<Record<string, PayerRank>> = { P: 'primary', S: 'secondary', T: 'tertiary' };
const FREQUENCIES: Readonly<Record<string, ClaimFrequency>> = {
  '1': 'original',
  '7': 'replacement',
  '8': 'void',
};
const NO_PAYER: SubmittedPayer = { id: null, key: null };

/** What stands above a claim in the hierarchy and holds for all claims below it. */
interface Context {
  submittedOn: Day | null;
  isEncounter: boolean;
  billingNpi: string | null;
  payer: SubmittedPayer;
  payerRank: PayerRank | null;
  filingIndicator: string;
  subscriber: Raw | null;
  patient: Raw | null;
  /** SBR02 or PAT01: 18 is the subscriber. */
  relationship: string;
}

const emptyContext = (): Context => ({
  submittedOn: null,
  isEncounter: false,
  billingNpi: null,
  payer: NO_PAYER,
  payerRank: null,
  filingIndicator: '',
  subscriber: null,
  patient: null,
  relationship: '',
});

/** Builds submitted claims from segments; one is complete when the next thing starts. */
class SubmissionReader implements SegmentReader<SubmittedClaim> {
  private readonly options: X12Options;
  private readonly envelope: Envelope;
  private readonly fields: Fields;
  private context = emptyContext();
  private claim: Draft<SubmittedClaim> | null = null;
  private line: Draft<SubmittedLine> | null = null;
  private medicalRecord: Raw | null = null;
  /** Inside of loop 2320: another payer's subscriber, payer and amounts. */
  private isOtherPayer = false;

  constructor(options: X12Options) {
    this.options = options;
    this.envelope = new Envelope('837', options);
    this.fields = new Fields(options);
  }

  take(cursor: SegmentCursor): SubmittedClaim | null {
    switch (this.envelope.take(cursor)) {
      case 'body':
        return this.body(cursor);
      case 'start':
        this.start(cursor);
        return null;
      case 'end':
        return this.closeClaim();
      case 'outside':
        return null;
    }
  }

  finish(cursor: SegmentCursor): void {
    this.envelope.finish(cursor);
  }

  private start(cursor: SegmentCursor): void {
    const { guide } = this.envelope;
    if (guide.includes('X223') || guide.includes('X224')) {
      throw refuse(
        'not-professional',
        'The file holds institutional or dental claims, not professional ones',
        'give the 837P export; an 837I or 837D is not read',
        { file: this.options.file, segment: cursor.segment, offset: cursor.offset },
      );
    }
    this.fields.reset();
    this.context = emptyContext();
    this.context.submittedOn = this.envelope.groupDay;
  }

  private body(cursor: SegmentCursor): SubmittedClaim | null {
    switch (cursor.id) {
      case id.CLM: {
        const done = this.closeClaim();
        this.openClaim(cursor);
        return done;
      }
      case id.HL: {
        const done = this.closeClaim();
        this.openLevel(cursor);
        return done;
      }
      case id.BHT:
        this.readHeader(cursor);
        break;
      case id.SBR:
        this.readSubscriber(cursor);
        break;
      case id.PAT:
        this.context.relationship = this.fields.code(cursor, 1, 2) || this.context.relationship;
        break;
      case id.NM1:
        this.readName(cursor);
        break;
      case id.REF:
        this.readReference(cursor);
        break;
      case id.HI:
        this.readDiagnoses(cursor);
        break;
      case id.AMT:
        this.readAmount(cursor);
        break;
      case id.LX:
        this.closeLine();
        this.isOtherPayer = false;
        break;
      case id.SV1:
        this.readLine(cursor);
        break;
      case id.DTP:
        this.readDate(cursor);
        break;
      default:
    }
    return null;
  }

  private openLevel(cursor: SegmentCursor): void {
    const { context } = this;
    const level = cursor.code(3);
    if (level === CODE.BILLING_LEVEL) context.billingNpi = null;
    if (level === CODE.BILLING_LEVEL || level === CODE.SUBSCRIBER_LEVEL) {
      context.payer = NO_PAYER;
      context.payerRank = null;
      context.filingIndicator = '';
      context.subscriber = null;
    }
    context.patient = null;
    context.relationship = '';
  }

  private readHeader(cursor: SegmentCursor): void {
    this.context.submittedOn = this.fields.day(cursor, 4) ?? this.context.submittedOn;
    this.context.isEncounter = cursor.code(6) === CODE.ENCOUNTER;
    if (this.context.isEncounter) this.fields.note('encounter-only', cursor.segment, 6);
  }

  private readSubscriber(cursor: SegmentCursor): void {
    if (this.claim !== null) {
      this.isOtherPayer = true;
      return;
    }
    const { context, fields } = this;
    context.payerRank = RANKS[fields.code(cursor, 1, 1)] ?? null;
    context.relationship = fields.code(cursor, 2, 2);
    context.filingIndicator = fields.code(cursor, 9, 2);
  }

  private readName(cursor: SegmentCursor): void {
    const { context, fields, claim } = this;
    const isNpi = cursor.code(8) === CODE.NPI;
    if (claim !== null) {
      if (this.isOtherPayer || cursor.code(1) !== CODE.RENDERING || !isNpi) return;
      (this.line ?? claim).renderingNpi = fields.npi(cursor, 9);
      return;
    }
    switch (cursor.code(1)) {
      case CODE.BILLING:
        context.billingNpi = isNpi ? fields.npi(cursor, 9) : null;
        return;
      case CODE.SUBSCRIBER:
        context.subscriber = cursor.raw(9);
        return;
      case CODE.PATIENT:
        context.patient = cursor.raw(9);
        return;
      case CODE.PAYER: {
        const payerId = cursor.string(9);
        context.payer = payerId === '' ? NO_PAYER : { id: payerId, key: new Raw(payerId) };
        if (payerId === '') context.payer = { id: null, key: cursor.raw(3) };
        return;
      }
      default:
    }
  }

  private openClaim(cursor: SegmentCursor): void {
    const { fields, context } = this;
    const chargeCents = fields.amount(cursor, 2);
    if (chargeCents < 0) fields.note('negative-charge', cursor.segment, 2);
    const parts = cursor.split(5);
    const placeOfService = parts > 0 ? fields.component(cursor, 5, 0, 2) : '';
    const frequencyCode = parts > 2 ? fields.component(cursor, 5, 2, 1) : '';
    const frequency = FREQUENCIES[frequencyCode] ?? 'other';
    if (frequency === 'other') fields.note('unknown-frequency', cursor.segment, 5);
    this.isOtherPayer = false;
    this.medicalRecord = null;
    this.claim = {
      segment: cursor.segment,
      patientControl: cursor.raw(1),
      chargeCents,
      placeOfService,
      frequencyCode,
      frequency,
      originalReference: null,
      submittedOn: context.submittedOn,
      isEncounter: context.isEncounter,
      billingNpi: context.billingNpi,
      renderingNpi: null,
      payer: context.payer,
      payerRank: context.payerRank,
      filingIndicator: context.filingIndicator,
      subscriber: context.subscriber,
      patient: null,
      diagnoses: [],
      lines: [],
      serviceFrom: null,
      serviceTo: null,
      priorPaidCents: null,
      differenceCents: 0 as Cents,
      anomalies: [],
    };
  }

  private readReference(cursor: SegmentCursor): void {
    const { claim, line } = this;
    if (claim === null || this.isOtherPayer) return;
    const kind = cursor.code(1);
    if (line !== null) {
      if (kind === CODE.LINE_CONTROL) line.lineControl = cursor.raw(2);
    } else if (kind === CODE.ORIGINAL) {
      claim.originalReference = cursor.raw(2);
    } else if (kind === CODE.MEDICAL_RECORD) {
      this.medicalRecord = cursor.raw(2);
    }
  }

  private readDiagnoses(cursor: SegmentCursor): void {
    const { claim, fields } = this;
    if (claim === null) return;
    for (let i = 1; i <= cursor.count; i++) {
      if (cursor.split(i) < 2 || !DIAGNOSES.has(cursor.part(0))) continue;
      const code = fields.component(cursor, i, 1, 8);
      if (code !== '') claim.diagnoses.push(code);
    }
  }

  private readAmount(cursor: SegmentCursor): void {
    const { claim, fields } = this;
    if (claim === null || !this.isOtherPayer || cursor.code(1) !== CODE.PRIOR_PAID) return;
    const paid = fields.optionalAmount(cursor, 2);
    if (paid !== null) claim.priorPaidCents = ((claim.priorPaidCents ?? 0) + paid) as Cents;
  }

  private readLine(cursor: SegmentCursor): void {
    const { claim, fields } = this;
    this.closeLine();
    if (claim === null) return fields.note('segment-outside', cursor.segment);
    const { qualifier, procedure, modifiers } = readProcedure(cursor, 1, fields);
    const chargeCents = fields.amount(cursor, 2);
    if (chargeCents < 0) fields.note('negative-charge', cursor.segment, 2);
    this.line = {
      segment: cursor.segment,
      qualifier,
      procedure,
      modifiers,
      chargeCents,
      units: fields.quantity(cursor, 4),
      placeOfService: fields.code(cursor, 5, 2) || null,
      serviceFrom: null,
      serviceTo: null,
      lineControl: null,
      renderingNpi: null,
    };
    claim.lines.push(this.line);
  }

  private readDate(cursor: SegmentCursor): void {
    if (this.line === null || cursor.code(1) !== CODE.SERVICE) return;
    const range = this.fields.days(cursor, 3);
    this.line.serviceFrom = range?.from ?? null;
    this.line.serviceTo = range?.to ?? null;
  }

  private closeLine(): void {
    const { line } = this;
    this.line = null;
    if (line !== null && line.serviceFrom === null) {
      this.fields.note('no-service-date', line.segment);
    }
  }

  private closeClaim(): SubmittedClaim | null {
    this.closeLine();
    const { claim, fields } = this;
    if (claim === null) return null;
    this.claim = null;
    let charges = 0;
    for (const { chargeCents, serviceFrom, serviceTo } of claim.lines) {
      charges += chargeCents;
      if (serviceFrom !== null) claim.serviceFrom = earlier(claim.serviceFrom, serviceFrom);
      if (serviceTo !== null) claim.serviceTo = later(claim.serviceTo, serviceTo);
    }
    claim.differenceCents = (claim.chargeCents - charges) as Cents;
    if (claim.differenceCents !== 0) fields.note('submitted-charge-differs', claim.segment, 2);
    const isAmending = claim.frequency === 'replacement' || claim.frequency === 'void';
    if (isAmending && claim.originalReference === null) {
      fields.note('original-reference-missing', claim.segment);
    }
    if (claim.payer.key === null) fields.note('no-payer', claim.segment);
    claim.patient = this.patientKey();
    claim.anomalies = fields.anomalies;
    fields.reset();
    return claim;
  }

  private patientKey(): Raw | null {
    const { patient, subscriber, relationship } = this.context;
    const own = this.medicalRecord ?? patient;
    if (own !== null || subscriber === null) return own;
    const isSubscriber = relationship === '' || relationship === '18';
    return isSubscriber ? subscriber : new Raw(`${reveal(subscriber)}|${relationship}`);
  }
}

const earlier = (a: Day | null, b: Day): Day => (a === null || b < a ? b : a);
const later = (a: Day | null, b: Day): Day => (a === null || b > a ? b : a);

/**
 * Claims of an 837P (005010X222A1/A2), read from chunks cut anywhere. Errors: x12/not-x12,
 * x12/no-such-transaction, x12/not-professional, x12/truncated, x12/date-out-of-range,
 * x12/segment-too-long. An error may come after claims were given: take them as read only when
 * the end was reached.
 */
export function readSubmittedClaims(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: X12Options,
): AsyncGenerator<SubmittedClaim> {
  return readChunks(chunks, new SubmissionReader(options), new SegmentCursor(options.file));
}

/** The same from a file that is in memory already. */
export function readSubmittedClaimsFrom(
  bytes: Uint8Array,
  options: X12Options,
): Generator<SubmittedClaim> {
  return readAll(bytes, new SubmissionReader(options), new SegmentCursor(options.file));
}
