import type { Month } from '../../src/calendar.ts';
import { SERVICE_LINES } from '../../src/events/shared.ts';
import { LEVER_TARGETS } from '../plan.ts';
import type { Lever } from '../plan.ts';
import { children, close, has, refuseSection, value, values } from './section.ts';
import type { Section, Value } from './section.ts';
import { month, plainNumber, ratio, read, readOptional, span, word } from './units.ts';

/** A lever as a file says it: `start` stands for the first month of the timeline. */
export interface LeverEntry extends Omit<Lever, 'from' | 'until'> {
  readonly from: Month | 'start';
  /** Months from what it answers to until it shows. */
  readonly lagMonths: number;
  readonly until: Month | null;
}

const ARMS = ['both', 'independent', 'withMso'] as const;
const MONTHS = { min: 0, max: 240 };

/** Reads `levers:`, dated changes of levels: each moves one thing, from a month on. */
export function readLevers(section: Section): LeverEntry[] {
  return children(section).map(({ key, section: own }) => readLever(own, key));
}

function readLever(section: Section, id: string): LeverEntry {
  const target = read(section, 'on', (at) => word(at, LEVER_TARGETS)) ?? 'visits';
  const spanOf = (at: Value): number | undefined => span(at, 'months', MONTHS);
  const isShift = target === 'retention';
  if (isShift && has(section, 'by')) {
    const hint = 'write shift: -0.2, in log odds: a share that stays cannot pass 100%';
    refuseSection(section, 'E-TYPE', `${section.path} changes retention by a factor`, hint);
  }
  const by = isShift
    ? read(section, 'shift', (at) => plainNumber(at, { min: -5, max: 5 }))
    : read(section, 'by', (at) => ratio(at, { min: -1, max: 9 }));
  const line = readOptional(section, 'line', (at) => word(at, SERVICE_LINES), null);
  if ((target === 'line') !== (line !== null)) {
    const hint =
      target === 'line' ? 'name it: line: weight-loss' : 'write on: line, or leave it out';
    refuseSection(section, 'E-MISSING', `${section.path} and its service line do not fit`, hint);
  }
  const from = readOptional(section, 'from', startOr, 'start' as const);
  const until = readOptional(section, 'until', month, null);
  const lever: LeverEntry = {
    id,
    target,
    line,
    by: by ?? 0,
    from,
    lagMonths: readOptional(section, 'lag', spanOf, 0),
    rampMonths: readOptional(section, 'ramp', spanOf, 0),
    until,
    arm: readOptional(section, 'arm', (at) => word(at, ARMS), 'both' as const),
    sites: readSiteNames(section),
  };
  if (until !== null && from !== 'start' && until <= from + lever.lagMonths) {
    refuseSection(
      section,
      'E-DATE',
      `${section.path} ends before it begins`,
      'write a later until',
    );
  }
  close(section);
  return lever;
}

/** `start`, or a month. */
export function startOr(at: Value): Month | 'start' | undefined {
  return at.text === 'start' ? 'start' : month(at);
}

/** `sites:` as a list of names, or one name; null where all are meant. */
export function readSiteNames(section: Section): readonly string[] | null {
  if (!has(section, 'sites')) return null;
  const isList = section.map.entries.get('sites')?.value.kind === 'list';
  const named = isList ? values(section, 'sites') : [value(section, 'sites')];
  return (named ?? []).flatMap((at) => (at === undefined ? [] : [at.text]));
}
