import { isLogParameter, LOG_LEVELS, LOG_PARAMETERS } from '../log-parameters.ts';
import type { LogParameter } from '../log-parameters.ts';
import type { History } from '../history.ts';
import type { Scenario } from './scenario.ts';
import { child, close, has, refuse, refuseSection, value, values } from './section.ts';
import type { Section, Value } from './section.ts';
import { ratio, read, span, word } from './units.ts';

/** What a scenario asks the log for; nothing of it is left once the log has answered. */
export interface FromLog {
  /** Parameters that say `from: log` themselves. */
  readonly asked: readonly LogParameter[];
  /** Whether every level that the file does not give is asked for: `levels: { from: log }`. */
  readonly isAllLevels: boolean;
}

/** Every parameter that may come from the log; of the switch, levels that have no draw yet. */
export function idsFromLog(
  { asked, isAllLevels }: FromLog,
  given: readonly { readonly id: string }[],
): readonly LogParameter[] {
  if (!isAllLevels) return asked;
  const own = LOG_LEVELS.filter((id) => !given.some((parameter) => parameter.id === id));
  return [...new Set([...asked, ...own])];
}

/** Whether a parameter says `from: log`; of one the log cannot speak to, that is a problem. */
export function readFromLog(section: Section, id: string): LogParameter | 'refused' | null {
  if (!has(section, 'from')) return null;
  const at = value(section, 'from');
  const isLog = at !== undefined && word(at, ['log']) !== undefined;
  if (isLog && isLogParameter(id)) {
    close(section);
    return id;
  }
  if (isLog) {
    const hint = `give it a range and its grade; the log speaks to ${LOG_PARAMETERS.join(', ')}`;
    refuse(at, 'E-LOG', `the log cannot speak to ${id}`, hint);
  }
  for (const key of section.map.entries.keys()) section.asked.add(key);
  return 'refused';
}

/** Reads `history:`, which stands in the scenario of a recorded run that drew from a log. */
export function readHistory(section: Section): History {
  const held = child(section, 'held', true);
  const history = {
    drawn: (values(section, 'drawn') ?? []).flatMap((at) => word(at, LOG_PARAMETERS) ?? []),
    held: held === null ? [] : readHeld(held),
    conflicts: (values(section, 'conflicts', true) ?? []).map(({ text }) => text),
    power: has(section, 'detectable') ? readPower(section) : null,
  };
  close(section);
  return history;
}

/** What a file says of a log must at least be drawn as a log is. */
export function checkHistory(
  top: Section,
  { history, parameters }: Pick<Scenario, 'history' | 'parameters'>,
): void {
  const missing = history?.drawn.find((id) => {
    const own = parameters.find((parameter) => parameter.id === id);
    return own?.draw.kind !== 'quantiles' || own.grade !== 'recorded';
  });
  const own = missing === undefined ? null : child(top, 'history', true);
  if (own === null) return;
  const message = `history says that ${missing ?? ''} was drawn from a log, and it is not`;
  refuseSection(own, 'E-LOG', message, 'leave history out: it is for recorded runs');
}

function readHeld(section: Section): History['held'] {
  return LOG_PARAMETERS.flatMap((id) => {
    const reason = value(section, id, true);
    return reason === undefined ? [] : [{ id, reason: reason.text }];
  });
}

function readPower(section: Section): History['power'] {
  const months = (at: Value): number | undefined => span(at, 'months');
  return {
    monthsBefore: read(section, 'before', months) ?? 0,
    monthsAfter: read(section, 'after', months) ?? 0,
    isSupposed: read(section, 'change', (at) => word(at, ['joining', 'supposed'])) === 'supposed',
    detectable: read(section, 'detectable', (at) => ratio(at)) ?? 0,
  };
}
