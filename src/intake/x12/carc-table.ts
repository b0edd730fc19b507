/** Classes of an adjustment, by group and reason together (revenue-cycle.md §3.1). */
export type AdjustmentClass =
  | 'contractual'
  | 'patient'
  | 'denial'
  | 'coordination'
  | 'capitation'
  | 'informational'
  | 'duplicate'
  | 'unknown';

/** What a denial is about: the queue it is worked in. */
export type DenialCategory =
  | 'authorization'
  | 'benefit-max'
  | 'bundling'
  | 'cob'
  | 'coding'
  | 'contract'
  | 'coverage-guideline'
  | 'duplicate'
  | 'eligibility'
  | 'frequency'
  | 'level-of-service'
  | 'medical-necessity'
  | 'missing-info'
  | 'network'
  | 'non-covered'
  | 'other-liability'
  | 'payer-review'
  | 'provider-enrolment'
  | 'rfi-attachment'
  | 'rfi-patient'
  | 'rfi-provider'
  | 'timely-filing'
  | 'unspecified'
  | 'upheld'
  | 'wrong-payer';

/** Whether better work at the front desk or in billing would have prevented it. */
export type Preventable = 'yes' | 'partly' | 'no';

/** What one claim adjustment reason code means while it is in force. */
export interface CarcEntry {
  readonly code: string;
  /** Its class when the group says nothing else; see `classifyAdjustment`. */
  readonly class: AdjustmentClass;
  /** Set for denials and duplicates. */
  readonly category: DenialCategory | null;
  readonly preventable: Preventable | null;
  /** Its meaning in our words; the official text is X12's. */
  readonly words: string;
  /** First and last date of service it stands for, YYYY-MM-DD; null without limit. */
  readonly from: string | null;
  readonly to: string | null;
}

type Row = readonly [
  code: string,
  class_: AdjustmentClass,
  category: DenialCategory | null,
  preventable: Preventable | null,
  words: string,
  from?: string,
  to?: string,
];

/**
 * Codes and our own short words, not X12's list. A code whose meaning changed has several rows with
 * dates. 24, 104, 105 are capitation and withholds, 18 and B13 duplicates, B11 a transfer to
 * another payer and 133 pending, so neither is a denial (revenue-cycle.md §3.2); 193 upholds one.
 */
const ROWS: readonly Row[] = [
  ['1', 'patient', null, null, 'deductible'],
  ['2', 'patient', null, null, 'coinsurance'],
  ['3', 'patient', null, null, 'copay'],
  ['66', 'patient', null, null, 'blood deductible'],
  ['187', 'patient', null, null, 'paid from a consumer spending account (HSA/HRA/FSA)'],
  ['45', 'contractual', null, null, 'charge above fee schedule / allowed'],
  ['59', 'contractual', null, null, 'multiple/concurrent procedure pricing rule'],
  ['131', 'contractual', null, null, 'claim-specific negotiated discount'],
  ['144', 'contractual', null, null, 'incentive adjustment'],
  ['161', 'contractual', null, null, 'provider performance bonus'],
  ['172', 'contractual', null, null, 'adjusted when performed by provider of this specialty'],
  ['237', 'contractual', null, null, 'legislated/regulatory penalty (e.g. quality programme)'],
  ['253', 'contractual', null, null, 'sequestration (Medicare 2 %)'],
  ['24', 'capitation', null, null, 'covered by capitation / managed-care plan'],
  ['104', 'capitation', null, null, 'managed-care withhold'],
  ['105', 'capitation', null, null, 'tax withholding'],
  ['23', 'coordination', null, null, 'impact of prior payer adjudication'],
  ['94', 'coordination', null, null, 'processed above charges'],
  ['100', 'patient', null, null, 'payment made to patient/insured/other party'],
  ['101', 'informational', null, null, 'predetermination, anticipated payment'],
  ['85', 'informational', null, null, 'patient interest adjustment'],
  [
    '225',
    'informational',
    null,
    null,
    'penalty or interest payment by payer (plan-to-plan encounter reporting)',
  ],
  ['246', 'informational', null, null, 'non-payable code, reporting only'],
  ['133', 'informational', null, null, 'line pending further review'],
  ['193', 'denial', 'upheld', null, 'original decision maintained on review'],
  ['16', 'denial', 'missing-info', 'yes', 'claim lacks information / billing error'],
  ['226', 'denial', 'rfi-provider', 'yes', 'requested provider information not supplied'],
  ['227', 'denial', 'rfi-patient', 'yes', 'requested patient information not supplied'],
  ['251', 'denial', 'rfi-attachment', 'yes', 'attachment incomplete'],
  ['252', 'denial', 'rfi-attachment', 'yes', 'attachment required'],
  ['163', 'denial', 'rfi-attachment', 'yes', 'referenced attachment not received'],
  ['148', 'denial', 'rfi-provider', 'yes', 'information from another provider missing'],
  ['18', 'duplicate', 'duplicate', 'yes', 'exact duplicate'],
  ['B13', 'duplicate', 'duplicate', 'yes', 'previously paid'],
  ['29', 'denial', 'timely-filing', 'yes', 'filing limit expired'],
  ['22', 'denial', 'cob', 'yes', 'another payer may be primary'],
  ['109', 'denial', 'wrong-payer', 'yes', 'not covered by this payer: send elsewhere'],
  ['B11', 'informational', null, null, 'transferred to proper payer'],
  ['19', 'denial', 'other-liability', 'no', "workers' compensation liability"],
  ['20', 'denial', 'other-liability', 'no', 'liability carrier'],
  ['26', 'denial', 'eligibility', 'yes', 'before coverage'],
  ['27', 'denial', 'eligibility', 'yes', 'after coverage ended'],
  ['31', 'denial', 'eligibility', 'yes', 'patient not identified as insured'],
  ['32', 'denial', 'eligibility', 'yes', 'dependent not eligible'],
  ['177', 'denial', 'eligibility', 'yes', 'eligibility requirements not met'],
  ['140', 'denial', 'eligibility', 'yes', 'id number and name do not match'],
  ['197', 'denial', 'authorization', 'yes', 'precert/authorisation absent'],
  ['198', 'denial', 'authorization', 'yes', 'authorisation exceeded'],
  ['15', 'denial', 'authorization', 'yes', 'authorisation number missing/invalid'],
  ['39', 'denial', 'authorization', 'yes', 'denied at time auth was requested'],
  ['243', 'denial', 'authorization', 'yes', 'not authorised by network/PCP'],
  ['242', 'denial', 'network', 'yes', 'not provided by network/PCP'],
  ['50', 'denial', 'medical-necessity', 'partly', 'not medically necessary'],
  ['55', 'denial', 'medical-necessity', 'no', 'experimental/investigational'],
  ['150', 'denial', 'level-of-service', 'partly', 'information does not support level'],
  ['151', 'denial', 'frequency', 'partly', 'information does not support this many/frequency'],
  ['167', 'denial', 'medical-necessity', 'partly', 'diagnosis not covered'],
  ['272', 'denial', 'coverage-guideline', 'partly', 'coverage/programme guideline not met'],
  ['96', 'denial', 'non-covered', 'partly', 'non-covered charge'],
  ['204', 'denial', 'non-covered', 'partly', 'not covered under benefit plan'],
  ['49', 'denial', 'non-covered', 'partly', 'routine/screening exam'],
  ['119', 'denial', 'benefit-max', 'partly', 'benefit maximum reached'],
  ['149', 'denial', 'benefit-max', 'partly', 'lifetime maximum reached'],
  ['222', 'denial', 'benefit-max', 'partly', 'contracted max units exceeded'],
  ['97', 'denial', 'bundling', 'partly', 'included in another service already adjudicated'],
  ['234', 'denial', 'bundling', 'partly', 'not paid separately'],
  ['236', 'denial', 'bundling', 'yes', 'NCCI incompatible pair'],
  ['231', 'denial', 'bundling', 'yes', 'mutually exclusive procedures'],
  ['B15', 'denial', 'bundling', 'partly', 'qualifying service missing'],
  ['4', 'denial', 'coding', 'yes', 'modifier inconsistent/missing'],
  ['5', 'denial', 'coding', 'yes', 'place of service inconsistent'],
  ['11', 'denial', 'coding', 'yes', 'diagnosis inconsistent with procedure'],
  ['146', 'denial', 'coding', 'yes', 'diagnosis invalid for date'],
  ['181', 'denial', 'coding', 'yes', 'procedure code invalid on date'],
  ['182', 'denial', 'coding', 'yes', 'modifier invalid on date'],
  ['8', 'denial', 'provider-enrolment', 'yes', 'procedure inconsistent with provider type'],
  ['170', 'denial', 'provider-enrolment', 'yes', 'not payable for this provider type'],
  ['185', 'denial', 'provider-enrolment', 'yes', 'rendering provider not eligible'],
  ['B7', 'denial', 'provider-enrolment', 'yes', 'provider not certified on date'],
  ['206', 'denial', 'provider-enrolment', 'yes', 'NPI missing'],
  ['208', 'denial', 'provider-enrolment', 'yes', 'NPI not matched'],
  ['147', 'denial', 'contract', 'yes', 'contracted rate expired/not on file'],
  ['256', 'denial', 'contract', 'partly', 'not payable per managed-care contract'],
  ['129', 'denial', 'cob', 'yes', 'prior processing information incorrect'],
  ['216', 'denial', 'payer-review', 'no', 'review-organisation finding'],
  ['A1', 'denial', 'unspecified', 'partly', 'denied, see remark code'],
  ['192', 'unknown', null, null, 'non-standard code crosswalked from paper'],
];

/** All rows of the table. */
export const CARC_ENTRIES: readonly CarcEntry[] = ROWS.map(
  ([code, class_, category, preventable, words, from = null, to = null]) => ({
    code,
    class: class_,
    category,
    preventable,
    words,
    from,
    to,
  }),
);
