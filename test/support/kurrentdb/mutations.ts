/** One way each in which a section of the recording would not come out any more. */
export type Mutation =
  /** A: a conflict tells of the revision after the last. */
  | 'conflict-off-by-one'
  /** B: a repeat is answered with the position of the stream's head. */
  | 'repeat-at-head'
  /** C: metadata counts towards the largest append. */
  | 'metadata-counts'
  /** D: a soft-deleted stream goes on at revision 0. */
  | 'recreated-readable'
  /** E: reads of everything begin behind the position. */
  | 'read-exclusive'
  /** F: subscriptions begin at the position. */
  | 'subscribe-inclusive'
  /** G: a message is parked one retry too late. */
  | 'parks-late'
  /** H: the last append is lost in a crash. */
  | 'loses-last'
  /** I: the option that wants a leader is refused. */
  | 'refuses-leader'
  /** Raw: the numbered forms of old servers are left out. */
  | 'no-old-numbers';

/** The mutations that are on; none is the server as it should be. */
export type Mutations = ReadonlySet<Mutation>;
