import { SERVICES } from '../../src/events/shared.ts';
import { centralOf, quantileOf } from '../draw.ts';
import { checkHistory } from './read-history.ts';
import type { Scenario } from './scenario.ts';
import { child, isSound, refuseAt, refuseSection } from './section.ts';
import type { Section } from './section.ts';

/** What only the whole can tell, as far as its parts are sound: months, services, agreement. */
export function checkWhole(top: Section, scenario: Scenario): void {
  const { levels, timeline } = scenario;
  const are = (...paths: readonly string[]): boolean => paths.every((path) => isSound(top, path));
  if (are('timeline', 'regimes')) checkEffective(top, scenario);
  const ends = scenario.services.some((s) => s.from !== null);
  if (are('regimes') && scenario.recorded === 'withMso' && ends) {
    const hint = 'leave it out: on leaving, costs come back over the ramp';
    const message = 'services have a month they end, but the MSO is left';
    refuseAt(top, 'services', { code: 'E-REGIME', message, hint });
  }
  if (are('parameters', 'regimes') && scenario.recorded === 'withMso') checkTaken(top, scenario);
  if (are('parameters', 'services')) checkRemoved(top, scenario);
  if (isSaid(top, 'services')) checkServices(top, scenario);
  if (are('parameters', 'levels')) checkFromLog(top, scenario);
  if (are('parameters', 'history')) checkHistory(top, scenario);
  if (levels.kind === 'recorded' || !are('levels')) return;
  if (are('timeline') && timeline.start === 'after-book') {
    const hint = 'write start: 2027-01';
    const message = 'timeline.start is after the book, but levels need none';
    refuseAt(top, 'levels', { code: 'E-DATE', message, hint });
  }
  if (are('regimes') && scenario.agreement.kind === 'book') {
    const hint = 'write msa: with its fee below regimes.withMso';
    const message = 'the agreement is of a book, but levels need none';
    refuseAt(top, 'levels', { code: 'E-REGIME', message, hint });
  }
}

/** A line's own removed share is a factor on removed.overhead; the manager's is the parameter. */
function checkRemoved(top: Section, { services, parameters }: Scenario): void {
  const overhead = parameters.find((p) => p.id === 'removed.overhead');
  for (const { service, removed, removedBy } of services) {
    if (removed === null) continue;
    if (removedBy === 'removed.manager') {
      const hint = 'set parameters.removed.manager instead';
      const message = `services.${service} has a removed share of its own`;
      refuseAt(top, `services.${service}.removed`, { code: 'E-REGIME', message, hint });
    } else if (overhead === undefined || centralOf(overhead.draw) === 0) {
      const hint = 'give parameters.removed.overhead a central value above 0';
      const message = `services.${service}.removed has nothing to stand against`;
      refuseAt(top, `services.${service}.removed`, { code: 'E-REGIME', message, hint });
    }
  }
}

/** Effects that take a share of a level away, up to all of it. */
const TAKES_AWAY: ReadonlySet<string> = new Set(['denials', 'no-shows', 'compliance']);
/** What they may take at most of a level that was recorded with the MSO. */
const TAKEN_MAX = 0.95;

/**
 * What an MSO left of a level is divided by the share that it left, to know the level without it:
 * where it left nothing, nothing can be known. One path in a thousand may lie further out.
 */
function checkTaken(top: Section, { parameters }: Scenario): void {
  const section = child(top, 'parameters');
  for (const { id, draw } of parameters) {
    if (!TAKES_AWAY.has(id) || quantileOf(draw, 0.999) <= TAKEN_MAX) continue;
    const own = section && child(section, id);
    const message = `parameters.${id} leaves nothing of a level recorded with the MSO`;
    if (own) refuseSection(own, 'E-RANGE', message, 'allowed with such levels: up to 95 %');
  }
}

/** Levels that a file writes out itself need all thirteen lines with a cost: nothing fills them. */
function checkServices(top: Section, { levels, services }: Scenario): void {
  if (levels.kind !== 'inline') return;
  const entered = services.filter((s) => s.standAloneMonthlyCents !== null).map((s) => s.service);
  const isKnown = (service: string): boolean =>
    entered.some((s) => s === service) || !isSound(top, `services.${service}`);
  const absent = SERVICES.filter((service) => !isKnown(service));
  if (absent.length === 0) return;
  const hint = 'enter each of the thirteen services, standAlone: 0 USD/month where there is none';
  const message = `services without a cost: ${absent.join(', ')}`;
  refuseAt(top, 'services', { code: 'E-MISSING', message, hint });
}

/** Whether a section stands there as one, whatever is wrong inside it. */
const isSaid = (top: Section, key: string): boolean =>
  top.map.entries.get(key)?.value.kind === 'map';

function checkEffective(top: Section, { timeline, change, recorded }: Scenario): void {
  const { start, months } = timeline;
  const { effective } = change;
  if (start === 'after-book' || effective === 'start') return;
  if (effective >= start && effective < start + months) return;
  const hint = 'write one of its months, or start';
  const regime = recorded === 'withMso' ? 'independent' : 'withMso';
  const message = 'the effective month lies outside the timeline';
  refuseAt(top, `regimes.${regime}.effective`, { code: 'E-DATE', message, hint });
}

/** Without a book there is no log to ask. */
function checkFromLog(top: Section, { levels, fromLog }: Scenario): void {
  if (levels.kind === 'recorded') return;
  const section = child(top, 'parameters', true);
  for (const id of fromLog?.asked ?? []) {
    const own = section && child(section, id);
    const are = levels.kind === 'defaults' ? 'documented defaults' : 'written in the file';
    const message = `parameters.${id} is asked of the log, but levels are ${are}`;
    const hint = 'write levels: recorded and name a book with --book, or give it a range';
    if (own) refuseSection(own, 'E-LOG', message, hint);
  }
}
