/** Keeps a minus with its amount: a line that ends in "−" makes a loss read as a gain. */
const WORD_JOINER = '\u2060';

/** Text as HTML: nothing a book holds can become markup, and no line ends inside an amount. */
export function escape(text: string): string {
  return text
    .replaceAll('−$', `−${WORD_JOINER}$`)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** A coordinate: two digits, the same bytes on every machine, never "-0". */
export function at(value: number): string {
  const rounded = Math.round(value * 100) / 100;
  return String(rounded === 0 ? 0 : rounded);
}

export function tag(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  content?: string,
): string {
  const list = Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${escape(typeof value === 'number' ? at(value) : value)}"`)
    .join('');
  return content === undefined ? `<${name}${list}/>` : `<${name}${list}>${content}</${name}>`;
}
