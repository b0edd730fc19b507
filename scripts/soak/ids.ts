/** Who wrote an event: number of the writer, of its append, and place in the append. */
export interface Origin {
  readonly writer: number;
  readonly append: number;
  readonly place: number;
}

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');

/** An id that says where its event comes from, so that nobody need keep a list of ids. */
export const idOf = ({ writer, append, place }: Origin): string =>
  `${hex(writer, 8)}-0000-4000-8000-${hex(append, 8)}${hex(place, 4)}`;

/** What an id says. */
export const originOf = (id: string): Origin => ({
  writer: Number.parseInt(id.slice(0, 8), 16),
  append: Number.parseInt(id.slice(24, 32), 16),
  place: Number.parseInt(id.slice(32), 16),
});
