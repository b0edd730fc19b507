import {
  code,
  date,
  declare,
  event,
  flag,
  json,
  longText,
  month,
  optional,
  text,
  token,
} from './declare.ts';
import type { Json } from '../event.ts';

export const DecisionTaken = declare({
  type: 'DecisionTaken',
  family: 'decisions',
  doc: 'Who decided what: autonomy as a figure; clinical matters are the licensee’s (docs/sources.md#state-rules).',
  fields: {
    matter: code('What it was about.', [
      'records',
      'clinical-staff',
      'schedule',
      'treatment',
      'coding',
      'prices',
      'payer-contracts',
      'equipment',
      'clinical-standards',
      'advertising',
      'ownership',
      'covenants',
      'budget',
      'agreement',
      'other',
    ]),
    decider: code('Who decided.', ['practice', 'mso', 'joint']),
    isClinicalAdjacent: flag('Whether it touches clinical judgment.'),
    isOverride: flag('Whether a physician overrode the MSO.'),
    what: text('The decision.'),
  },
  rows: [{ code: ['matter', 'decider'], amounts: [] }],
});

export const ApprovalGiven = declare({
  type: 'ApprovalGiven',
  family: 'decisions',
  doc: 'Somebody approved an event or a document.',
  fields: { approves: token('What.'), approver: token('Who.'), reason: optional(text('Why.')) },
});

export const CheckpointPublished = declare({
  type: 'CheckpointPublished',
  family: 'decisions',
  doc: 'A signed checkpoint of the log was made, for somebody to keep who is not who keeps the book.',
  fields: {
    root: token('RFC 6962 root, hex.'),
    size: token('Events covered; this event is not among them.'),
    period: optional(month('The month that was closed with it.')),
    key: token('Name and id of the key that signed.'),
    signed: longText('The checkpoint itself: a C2SP signed note, as its file has it.'),
  },
});

export const SigningKeyRotated = declare({
  type: 'SigningKeyRotated',
  family: 'decisions',
  doc: 'From here on another key signs checkpoints; the old one says so in a last checkpoint.',
  fields: {
    root: token('RFC 6962 root, hex.'),
    size: token('Events covered; this event is not among them.'),
    oldKey: token('Public key that signed until now, as a line.'),
    newKey: token('Public key that signs from now on, as a line.'),
    signed: longText('The checkpoint that names the new key, signed by the old one and the new.'),
  },
});

export const ScenarioRunRecorded = declare({
  type: 'ScenarioRunRecorded',
  family: 'decisions',
  doc: 'A scenario was run: everything needed to run it again to the same bytes.',
  fields: {
    scenario: token('Scenario id.'),
    scenarioDigest: token('SHA-256 of the resolved scenario.'),
    basedOn: token('Sequence it knew.'),
    root: token('Root at that sequence.'),
    seed: token('Seed.'),
    paths: token('Paths.'),
    modelVersion: token('Model version.'),
    resultDigest: token('SHA-256 of the result document.'),
    headline: json<Json>('Headline figures in cents; shares and factors are texts.'),
    supersedes: optional(event('Run this one replaces.')),
    // Runs recorded by the first versions have none of what follows.
    asOf: optional(date('Day up to which it counted.')),
    document: optional(longText('The scenario resolved into one file, to be run as it is.')),
    sampler: optional(json<Json>('Bridge and side paths, and whether events are noisy.')),
    programVersion: optional(token('Version of the program that ran it.')),
    parts: optional(json<Json>('SHA-256 of each part of the result document, 16 hex digits.')),
    purpose: optional(code('What it was run for.', ['analysis', 'promise'])),
    to: optional(text('Whom the promise was made to.')),
    promised: optional(json<Json>('By month, what was promised with the MSO: P10, P50, P90.')),
  },
});

export const ScenarioRunLocked = declare({
  type: 'ScenarioRunLocked',
  family: 'decisions',
  doc: 'A run became the one of record of its scenario; a later one replaces it only by name.',
  fields: {
    run: event('The run.'),
    scenario: token('Scenario id.'),
    reason: text('Why.'),
    supersedes: optional(event('Run of record that it replaces.')),
  },
});
