// Words in a header that say the column is about a person; \b keeps "address" out of "addressed".
const PERSON =
  /\b(?:patients?|clients?|guests?|customers?|members?|person|employees?|subscribers?)\b/;
const NAME = /\b(?:first|last|middle|full|sur|maiden|nick)[ _-]?name\b|\bname\b/;
const BIRTH = /\b(?:dob|d\.o\.b\.?|birth(?:day| ?date)?|date of birth|age|born)\b/;
const CONTACT =
  /\b(?:ssn|social security|e-?mail|phone|mobile|cell|telephone|street|address|zip|postal|mrn|chart no|insurance id|policy (?:no|number))\b/;
const FREE_TEXT =
  /\b(?:notes?|memo|comments?|remarks?|diagnos\w*|chart|reason for visit|symptoms?)\b/;

const plain = (header: string): string => header.toLowerCase().replace(/[_\s]+/g, ' ');

/** True for a header such as "Patient name", "DOB", "E-mail" or "Notes": PHI may stand there. */
export function isPersonalHeader(header: string): boolean {
  const h = plain(header);
  return PERSON.test(h) || NAME.test(h) || BIRTH.test(h) || CONTACT.test(h) || FREE_TEXT.test(h);
}

/** True for columns that may never become plain text or a date of a record. */
export function isForbiddenAsText(header: string): boolean {
  const h = plain(header);
  const isPersonName = PERSON.test(h) || /\b(?:first|last|middle|maiden)[ _-]?name\b/.test(h);
  return isPersonName || BIRTH.test(h) || CONTACT.test(h) || FREE_TEXT.test(h);
}

/** True for headers of birth dates and ages. */
export const isBirthHeader = (header: string): boolean => BIRTH.test(plain(header));

/** What a cell shows by itself, whatever its column is called; undefined when nothing. */
export function personalShape(cell: string): string | undefined {
  if (/[^\s@]+@[^\s@]+\.[^\s@]+/.test(cell)) return 'an e-mail address';
  if (/(?<!\d)\d{3}-\d{2}-\d{4}(?!\d)/.test(cell)) return 'a social security number';
  if (/(?<!\d)\(\d{3}\) ?\d{3}-\d{4}(?!\d)/.test(cell)) return 'a telephone number';
  return undefined;
}

/** Shape of a cell without its content: letters become x, digits 9; at most 24 characters. */
export function mask(cell: string): string {
  const shape = cell
    .trim()
    .replace(/\p{Lu}/gu, 'X')
    .replace(/[^\P{L}X]/gu, 'x')
    .replace(/\p{N}/gu, '9')
    .replace(/[^\x20-\x7e]/gu, '.');
  return shape.length > 24 ? `${shape.slice(0, 23)}…` : shape;
}

/** True when a raw category may be shown to a person: no name of a person has this form. */
export function isSafeCategory(header: string, value: string): boolean {
  return (
    !isPersonalHeader(header) &&
    personalShape(value) === undefined &&
    value.length <= 40 &&
    !/[,;]/.test(value) &&
    (value.match(/\d/g) ?? []).length < 4
  );
}
