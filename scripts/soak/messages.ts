/** How an append ended for whoever asked for it, repeats with the same ids included. */
export type Ending = 'written' | 'indeterminate' | 'not-written';

/** What a writer tells of an append once it does nothing more about it. */
export interface Appended {
  readonly kind: 'append';
  readonly writer: number;
  readonly append: number;
  readonly count: number;
  readonly stream: string;
  readonly ending: Ending;
  /** Sequence and revision of its last event, where it was told. */
  readonly sequence: number | null;
  readonly revision: number | null;
}

/** Where a subscription has come to. */
export interface Followed {
  readonly kind: 'followed';
  readonly name: string;
  /** The streams it was for begin so; all when empty. */
  readonly prefix: string;
  readonly count: number;
  /** SHA-256 over sequence and id of each event, in the order in which they took effect. */
  readonly digest: string;
  readonly resumed: number;
  /** Deliveries of events that had taken effect before. */
  readonly repeated: number;
}

/** Memory of a client after a collection of garbage. */
export interface Sample {
  readonly kind: 'memory';
  readonly heapBytes: number;
  readonly rssBytes: number;
  /** Events that its stores know, over all of them: what a store must keep grows with these. */
  readonly known: number;
}

/** Something that must not be. */
export interface Violation {
  readonly kind: 'violation';
  readonly words: string;
}

/** Something that may be and is counted. */
export interface Counted {
  readonly kind: 'count';
  readonly what: string;
}

export type FromClient = Appended | Followed | Sample | Violation | Counted | { kind: 'done' };

/** Begin no more; finish what is under way, tell what there is to tell, and end. */
export type ToClient = 'finish';

/** What a client is started with. */
export interface Task {
  readonly role: 'writer' | 'follower' | 'reader';
  readonly number: number;
  readonly seed: number;
  readonly url: string;
}
