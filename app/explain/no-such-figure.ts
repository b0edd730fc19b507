import { nearestWord } from '../../src/agreement/problems.ts';
import { FeeworthError } from '../../src/error.ts';

/** "No figure is called so", with the name that is nearest to it. */
export function noSuchFigure(name: string, known: readonly string[]): FeeworthError {
  const near = nearestName(name, known);
  const [family = ''] = (near ?? '').split('/');
  return new FeeworthError('explain/no-such-figure', 'usage', `No figure is called "${name}"`, {
    hint:
      near === undefined
        ? '"feeworth explain" without a name lists what there is'
        : `did you mean ${near}? "feeworth explain --list ${family}" lists such names`,
  });
}

/** The known name that is most like the beginning of this one, with the rest as it was given. */
function nearestName(name: string, known: readonly string[]): string | undefined {
  const parts = name.split('/');
  for (let length = parts.length; length > 0; length--) {
    const start = parts.slice(0, length).join('/');
    const near = nearestWord(
      start,
      known.filter((one) => one.split('/').length === length),
    );
    if (near !== undefined) return [near, ...parts.slice(length)].join('/');
  }
  return undefined;
}
