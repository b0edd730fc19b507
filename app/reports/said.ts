import type { Cell, Mention, Report, Said, Unit } from './document.ts';
import { display } from './numbers.ts';

/** A sentence as it is said, with the figures it mentions: said`Cash fell by ${figure}`. */
export function said(
  strings: TemplateStringsArray,
  ...parts: readonly (string | number | Mention | Said)[]
): Said {
  const mentions: Mention[] = [];
  let text = strings[0] ?? '';
  parts.forEach((part, i) => {
    const isPlain = typeof part !== 'object';
    if (!isPlain) mentions.push(...('figure' in part ? [part] : part.mentions));
    text += `${isPlain ? part : part.text}${strings[i + 1] ?? ''}`;
  });
  return { text, mentions };
}

/** Sentences joined into one. */
export function joined(all: readonly (Said | Mention)[], by: string): Said {
  return all.reduce<Said>(
    (line, part, i) => (i === 0 ? said`${part}` : said`${line}${by}${part}`),
    { text: '', mentions: [] },
  );
}

/** A cell's figure inside a sentence, written by `format` or as tables write it. */
export function mention(cell: Cell, format?: (value: number) => string, unit?: Unit): Mention {
  if (typeof cell !== 'object' || cell === null || !('value' in cell) || !cell.figure) {
    throw new TypeError('a sentence mentions figures that can be explained');
  }
  const { value, figure } = cell;
  const inUnit = cell.unit ?? unit ?? 'cents';
  const text = value === null || format === undefined ? display(cell, inUnit) : format(value);
  return { text, figure, value, unit: inUnit };
}

/** Title and notes of a report, with the figures that both mention. */
export function worded(
  title: Said | string,
  notes: readonly (Said | string)[],
): Pick<Report, 'title' | 'notes' | 'mentions'> {
  const all = [title, ...notes];
  return {
    title: textOf(title),
    notes: notes.map(textOf),
    mentions: all.flatMap((one) => (typeof one === 'string' ? [] : one.mentions)),
  };
}

function textOf(one: Said | string): string {
  return typeof one === 'string' ? one : one.text;
}

/** A title alone, with the figures that it mentions. */
export function entitled({ text, mentions }: Said): Pick<Report, 'title' | 'mentions'> {
  return { title: text, mentions };
}
