import { DEFAULT_KEYS, parseDuplicateKeys } from '../../projections/audit/duplicate-keys.ts';
import type { AuditSettings, SampleSettings } from '../../projections/audit/audit-test.ts';
import { DEFAULT_APPROVAL_LIMIT } from '../../projections/approval.ts';
import { firstDay, monthOf, lastDay, parseDay } from '../../src/calendar.ts';
import type { Day } from '../../src/calendar.ts';
import { sha256 } from '../../src/audit/sha256.node.ts';
import { FeeworthError } from '../../src/error.ts';
import { parseCents } from '../../src/money.ts';
import { flagOption, textOption } from '../cli/context.ts';
import type { Input } from '../cli/context.ts';
import { moneyOption, wholeOption } from '../cli/options.ts';
import type { View } from '../cli/view.ts';

const METHODS = ['random', 'stratified', 'monetary-unit'] as const;

/** What a command line says of the tests, with the default of everything it does not say. */
export async function settingsOf(
  input: Input,
  view: View,
): Promise<Omit<AuditSettings, 'recount'>> {
  const offset = textOption(input, 'offset');
  const opened = view.context.facts.find((fact) => fact.type === 'BookOpened');
  const bookLimit = opened?.data['approvalLimit'];
  const limit = typeof bookLimit === 'string' ? bookLimit : DEFAULT_APPROVAL_LIMIT;
  return {
    offsetMinutes: offset === undefined ? 0 : offsetOf(offset),
    isOffsetGiven: offset !== undefined,
    population: flagOption(input, 'allEntries') ? 'all' : 'by-hand',
    opensAt: 6 * 60,
    closesAt: 20 * 60,
    ...hoursOf(textOption(input, 'hours')),
    roundCents: moneyOption(input, 'round') ?? 100_000,
    duplicateKeys: parseDuplicateKeys(textOption(input, 'keys') ?? DEFAULT_KEYS),
    seldomAccountUses: wholeOption(input, 'accountUses', 1000) ?? 3,
    seldomUserEntries: wholeOption(input, 'userEntries', 1000) ?? 10,
    cutOffDate: dateOf(input, view),
    cutOffWindow: wholeOption(input, 'window', 366) ?? 10,
    lateDays: wholeOption(input, 'lateDays', 3660) ?? 45,
    limitCents: moneyOption(input, 'limit') ?? parseCents(limit),
    nearPercent: wholeOption(input, 'near', 100) ?? 80,
    splitDays: wholeOption(input, 'splitDays', 366) ?? 3,
    periodEndDays: wholeOption(input, 'periodEndDays', 28) ?? 3,
    knownAt: view.cut.knownAt,
    sample: await sampleOf(input, view),
  };
}

async function sampleOf(input: Input, view: View): Promise<SampleSettings> {
  const method = textOption(input, 'method') ?? 'monetary-unit';
  if (!isMethod(method)) throw bad('method', 'a method', METHODS.join(', '));
  return {
    method,
    size: wholeOption(input, 'size', 100_000) ?? 25,
    seed: textOption(input, 'seed') ?? '1',
    root: (await view.store.rootAt(view.cut.knownAt)).root,
    sha256,
    type: textOption(input, 'type') ?? null,
    intervalCents: moneyOption(input, 'interval') ?? null,
    populationCents: 0,
  };
}

const isMethod = (text: string): text is (typeof METHODS)[number] =>
  METHODS.includes(text as (typeof METHODS)[number]);

/** The day given, else the last end of a month up to the day reports are made for. */
function dateOf(input: Input, { cut }: View): Day {
  const text = textOption(input, 'date');
  if (text === undefined) {
    const month = monthOf(cut.asOf);
    return lastDay(month) === cut.asOf ? cut.asOf : ((firstDay(month) - 1) as Day);
  }
  try {
    return parseDay(text);
  } catch (cause) {
    throw bad('date', 'a date', 'write YYYY-MM-DD, e.g. --date 2026-03-31', cause);
  }
}

/** Minutes of "-06:00", "+5:30" or "-6"; no place is farther than 14 hours from UTC. */
function offsetOf(text: string): number {
  const match = /^([+-]|−)?(\d{1,2})(?::?([0-5]\d))?$/.exec(text);
  const minutes = Number(match?.[2]) * 60 + Number(match?.[3] ?? 0);
  if (match === null || minutes > 14 * 60) {
    throw bad('offset', 'a distance from UTC', 'write -06:00 for Central Standard Time');
  }
  return match[1] === undefined || match[1] === '+' ? minutes : -minutes;
}

function hoursOf(text: string | undefined): { opensAt?: number; closesAt?: number } {
  if (text === undefined) return {};
  const match = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)$/.exec(text);
  const [opensAt, closesAt] = [
    minutesOf(match?.[1], match?.[2]),
    minutesOf(match?.[3], match?.[4]),
  ];
  if (match === null || opensAt >= closesAt) {
    throw bad('hours', 'hours of business', 'write 06:00-20:00');
  }
  return { opensAt, closesAt };
}

const minutesOf = (hours = '', minutes = ''): number => Number(hours) * 60 + Number(minutes);

function bad(name: string, what: string, hint: string, cause?: unknown): FeeworthError {
  return new FeeworthError('usage/bad-value', 'usage', `--${name} wants ${what}`, { hint, cause });
}
