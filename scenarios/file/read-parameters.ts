import { PARAMETER_IDS } from '../effects.ts';
import type { ParameterId } from '../effects.ts';
import type { Draw, Parameter } from '../parameters.ts';
import type { Grade } from '../plan.ts';
import {
  children,
  close,
  has,
  isSound,
  refuse,
  refuseSection,
  unknownKey,
  value,
} from './section.ts';
import type { Section, Value } from './section.ts';
import { points, ratio, readOptional, word, yearlyRate } from './units.ts';
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
};

/** Reads `parameters:`, each a value or a distribution with unit, grade and source. */
export function readParameters(section: Section): Parameter[] {
  const known: readonly string[] = PARAMETER_IDS;
  for (const [key, entry] of section.map.entries) {
    if (known.includes(key)) continue;
    section.asked.add(key);
    unknownKey(section, key, entry, PARAMETER_IDS);
  }
  return children({ ...section, map: onlyKnown(section) }).flatMap(({ key, section: own }) => {
    const parameter = readParameter(own, key as ParameterId);
    return parameter === null ? [] : [parameter];
  });
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

const LOW_CENTRAL_HIGH = ['low', 'central', 'high'] as const;
const MIN_MODE_MAX = ['min', 'mode', 'max'] as const;

function readDraw(section: Section, unit: Unit): Draw | null {
  const by = (at: Value): number | undefined => unit.read(at, unit.bounds);
  const isRange = has(section, 'low') || has(section, 'central') || has(section, 'high');
  const kind = readOptional(
    section,
    'dist',
    (at) => word(at, ['triangular', 'point']),
    isRange || has(section, 'min') || has(section, 'mode') ? 'triangular' : 'point',
  );
  section.asked.add('value');
  if (!isSound(section, `${section.path}.dist`)) {
    // Which keys it should have cannot be known.
    for (const key of section.map.entries.keys()) section.asked.add(key);
    return null;
  }
  if (kind === 'point') {
    const at = value(section, 'value');
    const read = at && by(at);
    return read === undefined ? null : { kind, value: read };
  }
  // Low, central and high mean a triangle of that minimum, mode and maximum (settled.md §6.3).
  const names = isRange ? LOW_CENTRAL_HIGH : MIN_MODE_MAX;
  const at = names.map((name) => value(section, name));
  const [min, mode, max] = at.map((one) => one && by(one));
  if (min === undefined || mode === undefined || max === undefined) return null;
  if (!(min <= mode && mode <= max)) {
    const order = names.join(' <= ');
    const hint = `write them in order: ${order}`;
    refuseSection(section, 'E-DIST', `${section.path} is out of order`, hint);
    return null;
  }
  return { kind, min, mode, max };
}
