import { code, declare, event, flag, json, optional, text, token } from './declare.ts';
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
  doc: 'A signed checkpoint of the log was given to somebody who keeps it.',
  fields: {
    root: token('RFC 6962 root, hex.'),
    size: token('Events covered; this event is not among them.'),
    note: text('Where it went.'),
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
    headline: json<Json>('Headline figures in cents.'),
    supersedes: optional(event('Run this one replaces.')),
  },
});
