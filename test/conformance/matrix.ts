/** The stores that the suite runs over. */
export type StoreKind = 'memory' | 'sqlite' | 'testServer' | 'realServer';

const NO_FILE = 'it has no file that could be damaged, torn, full or old';
const ONE_STREAM = 'servers before 25.1 append to one stream at a time';
const NO_SERVER = 'there is no server to lose, to silence or to restart';
const NOT_OURS = 'the server is somebody else’s: it is not silenced, cut off or restarted';
const ALONE = 'a book in memory is seen by its own process only';

const same = (numbers: readonly number[], why: string): Record<number, string> =>
  Object.fromEntries(numbers.map((number) => [number, why]));

/** Numbers of the tests that a store cannot have, each with the reason. */
export const CANNOT: Readonly<Record<StoreKind, Readonly<Record<number, string>>>> = {
  memory: {
    ...same([21, 22, 38], NO_SERVER),
    ...same([42, 43, 44, 45, 47, 48], NO_FILE),
    46: ALONE,
  },
  sqlite: same([21, 22, 38], NO_SERVER),
  testServer: {
    ...same([13, 14, 20.5], ONE_STREAM),
    ...same([42, 43, 44, 45, 47, 48], NO_FILE),
  },
  realServer: {
    ...same([13, 14, 20.5], ONE_STREAM),
    ...same([21, 22, 38], NOT_OURS),
    ...same([42, 43, 44, 45, 47, 48], NO_FILE),
  },
};

/** The same as a list in order, to hold against what a suite skipped. */
export function cannot(kind: StoreKind): readonly number[] {
  return Object.keys(CANNOT[kind])
    .map(Number)
    .sort((a, b) => a - b);
}
