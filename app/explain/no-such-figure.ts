import { nearestWord } from '../../src/agreement/problems.ts';
import { FeeworthError } from '../../src/error.ts';

/** "No figure is called so", with the name that is nearest to it and that `isTaken` says exists. */
export function noSuchFigure(
  name: string,
  known: readonly string[],
  isTaken: (name: string) => boolean,
): FeeworthError {
  // Scenario files name the figures of a comparison without their first word.
  const whole = `compare/${name}`;
  const nearest = isTaken(whole) ? { start: whole, rest: [] } : nearestStart(name, known);
  return new FeeworthError('explain/no-such-figure', 'usage', `No figure is called "${name}"`, {
    hint:
      nearest === undefined
        ? '"feeworth explain" without a name lists what there is'
        : hintFor(nearest, isTaken),
  });
}

interface Nearest {
  /** A known name. */
  readonly start: string;
  /** What was given behind it. */
  readonly rest: readonly string[];
}

function hintFor({ start, rest }: Nearest, isTaken: (name: string) => boolean): string {
  // What followed a misspelt name may not fit the right one: leave out from its end what does not.
  for (let kept = rest.length; kept >= 0; kept--) {
    const whole = [start, ...rest.slice(0, kept)].join('/');
    if (!isTaken(whole)) continue;
    const [family = ''] = whole.split('/');
    return `did you mean ${whole}? "feeworth explain --list ${family}" lists such names`;
  }
  return `"feeworth explain --list ${start}" lists the names that begin with ${start}`;
}

/** The known name that is most like the beginning of this one, and what was given behind it. */
function nearestStart(name: string, known: readonly string[]): Nearest | undefined {
  const parts = name.split('/');
  for (let length = parts.length; length > 0; length--) {
    const start = nearestWord(
      parts.slice(0, length).join('/'),
      known.filter((one) => one.split('/').length === length),
    );
    if (start !== undefined) return { start, rest: parts.slice(length) };
  }
  return undefined;
}
