import { isFeeworthError } from '../../src/error.ts';
import { distributionOf, DRAW_KEYS, isPlainKey, quantileOf } from '../draw.ts';
import type { Draw } from '../draw.ts';
import { PARAMETER_IDS } from '../effects.ts';
import type { ParameterId } from '../effects.ts';
import type { LogParameter } from '../log-parameters.ts';
import type { Parameter } from '../parameters.ts';
import type { Grade } from '../plan.ts';
import { readFromLog } from './read-history.ts';
import {
  children,
  close,
  has,
  isSound,
  refuse,
  refuseSection,
  unknownKey,
  value,
  values,
} from './section.ts';
import type { Section, Value } from './section.ts';
import {
  percentText,
  plainNumber,
  points,
  ratio,
  readOptional,
  word,
  yearlyRate,
} from './units.ts';
import type { Bounds } from './units.ts';

/** Evidence grades a file may give (mso.md): `entered` is a figure of the user's own. */
export const GRADES = ['recorded', 'A', 'B', 'C', 'E', 'R', 'entered'] as const satisfies Grade[];

interface Unit {
  readonly name: string;
  readonly read: (at: Value, bounds?: Bounds) => number | undefined;
  readonly bounds: Bounds;
}
const share = (min: number, max: number): Unit => ({
  name: 'share',
  read: ratio,
  bounds: { min, max },
});

/** Unit and allowed range of every parameter the model knows. */
export const PARAMETER_UNITS: Readonly<Record<ParameterId, Unit>> = {
  'removed.manager': share(0, 1),
  'removed.overhead': share(0, 1),
  'supply-price': share(-1, 0.9),
  volume: share(-0.9, 2),
  'collection-rate': { name: 'points', read: points, bounds: { min: -0.5, max: 0.5 } },
  denials: share(-2, 1),
  'payer-speed': share(-2, 0.95),
  dip: share(0, 1),
  'fee-level': share(0, 10),
  growth: { name: 'share a year', read: yearlyRate, bounds: { min: -0.9, max: 2 } },
  retention: { name: 'log odds', read: plainNumber, bounds: { min: -3, max: 3 } },
  'new-patients': share(-0.95, 3),
  'no-shows': share(-3, 1),
  compliance: share(-9, 1),
  'marketing-response': { name: 'elasticity', read: plainNumber, bounds: { min: 0, max: 1 } },
  'level.visits': share(-0.9, 2),
  'level.ticket': share(-0.9, 2),
  'level.denials': share(-0.95, 3),
  'level.payer-days': share(-0.9, 3),
};

/** Parameters with a draw, and those that the log of the book is asked for. */
interface ReadParameters {
  readonly given: Parameter[];
  readonly asked: LogParameter[];
}

/** Reads `parameters:`, each a value or a distribution with unit, grade and source; or `from: log`. */
export function readParameters(section: Section): ReadParameters {
  const known: readonly string[] = PARAMETER_IDS;
  for (const [key, entry] of section.map.entries) {
    if (known.includes(key)) continue;
    section.asked.add(key);
    unknownKey(section, key, entry, PARAMETER_IDS);
  }
  const read: ReadParameters = { given: [], asked: [] };
  for (const { key, section: own } of children({ ...section, map: onlyKnown(section) })) {
    const id = key as ParameterId;
    const fromLog = readFromLog(own, id);
    const parameter = fromLog === null ? readParameter(own, id) : null;
    if (fromLog !== null && fromLog !== 'refused') read.asked.push(fromLog);
    if (parameter !== null) read.given.push(parameter);
  }
  return read;
}

function onlyKnown({ map }: Section): Section['map'] {
  const known: readonly string[] = PARAMETER_IDS;
  return { ...map, entries: new Map([...map.entries].filter(([key]) => known.includes(key))) };
}

function readParameter(section: Section, id: ParameterId): Parameter | null {
  const unit = PARAMETER_UNITS[id];
  const draw = readDraw(section, unit);
  const provenance = readProvenance(section);
  close(section);
  return draw === null ? null : { id, draw, unit: unit.name, ...provenance };
}

/** Grade and source of a figure; both must be said. */
export function readProvenance(section: Section): { grade: Grade; source: string } {
  const at = value(section, 'grade');
  const grade = (at && word(at, GRADES)) ?? 'E';
  const source = value(section, 'source', true);
  if (source === undefined && at !== undefined && grade !== 'entered' && grade !== 'E') {
    refuse(at, 'E-MISSING', `${section.path} is graded ${grade} without a source`, 'add source: …');
  }
  return { grade, source: source?.text ?? (grade === 'E' ? 'estimate' : 'entered by the user') };
}

/** Other words for a triangle: its minimum, mode and maximum (settled.md §6.3). */
const LOW_CENTRAL_HIGH = ['low', 'central', 'high'] as const;

const DISTRIBUTIONS = [
  'point',
  'triangular',
  'pert',
  'uniform',
  'normal',
  'lognormal',
  'beta',
  'quantiles',
] as const;

function readDraw(section: Section, unit: Unit): Draw | null {
  const isRange = LOW_CENTRAL_HIGH.map((key) => has(section, key)).includes(true);
  const isMode = isRange || has(section, 'min') || has(section, 'mode');
  const named = readOptional(
    section,
    'dist',
    (at) => word(at, DISTRIBUTIONS),
    isMode ? ('triangular' as const) : ('point' as const),
  );
  if (!isSound(section, `${section.path}.dist`)) {
    // Which keys it should have cannot be known.
    for (const key of section.map.entries.keys()) section.asked.add(key);
    return null;
  }
  if (named === 'quantiles') return readQuantiles(section, unit);
  const kind = named === 'lognormal' && has(section, 'p5') ? 'lognormal-range' : named;
  const keys = DRAW_KEYS[kind];
  const names = kind === 'triangular' && isRange ? LOW_CENTRAL_HIGH : keys;
  const figures = names.map((name, i) => {
    const at = value(section, name);
    return at && (isPlainKey(keys[i] ?? name) ? plainNumber(at) : unit.read(at, unit.bounds));
  });
  if (figures.includes(undefined)) return null;
  const draw = Object.fromEntries([['kind', kind], ...keys.map((key, i) => [key, figures[i]])]);
  return checked(section, draw as unknown as Draw, names, unit);
}

/** Quantiles with their places: two lists of one length. */
function readQuantiles(section: Section, unit: Unit): Draw | null {
  const at = values(section, 'at')?.map((place) => plainNumber(place));
  const found = values(section, 'values')?.map((own) => unit.read(own));
  if (at === undefined || found === undefined) return null;
  const isRead = (x: number | undefined): x is number => x !== undefined;
  if (!at.every(isRead) || !found.every(isRead)) return null;
  const draw = { kind: 'quantiles', at, values: found } as const;
  return checked(section, draw, DRAW_KEYS.quantiles, unit);
}

/** A distribution, unless it is none or reaches out of what the parameter may be. */
function checked(section: Section, draw: Draw, names: readonly string[], unit: Unit): Draw | null {
  const { path } = section;
  if ((draw.kind === 'triangular' || draw.kind === 'pert') && !isInOrder(draw)) {
    const hint = `write them in order: ${names.join(' <= ')}`;
    refuseSection(section, 'E-DIST', `${path} is out of order`, hint);
    return null;
  }
  try {
    distributionOf(draw);
  } catch (error) {
    if (!isFeeworthError(error)) throw error;
    refuseSection(section, 'E-DIST', `${path}: ${error.message}`, error.hint);
    return null;
  }
  const { min, max } = unit.bounds;
  const [low, high] = TAILS.map((p) => quantileOf(draw, p)) as [number, number];
  if (draw.kind === 'point' || (low >= min && high <= max)) return draw;
  const hint = `allowed: ${percentText(min)} to ${percentText(max)}; take a pert or a smaller spread`;
  const reach = `one path in a thousand lies at ${percentText(low < min ? low : high)}`;
  refuseSection(section, 'E-RANGE', `${path} reaches too far: ${reach}`, hint);
  return null;
}

/** What lies further out is beyond one path in a thousand. */
const TAILS = [0.001, 0.999] as const;

const isInOrder = ({ min, mode, max }: { min: number; mode: number; max: number }): boolean =>
  min <= mode && mode <= max;
