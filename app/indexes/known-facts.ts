import { sha256 } from '../../src/audit/sha256.node.ts';
import { IdSet } from '../../src/intake/id-set.ts';
import { idSetPath, openIdSet } from '../../src/intake/id-set.node.ts';
import type { FollowerKind } from '../follower.ts';

/** Ids of imported facts with digests of their content, kept in a file beside the book. */
export const knownFacts: FollowerKind<IdSet> = {
  name: 'known-facts',
  isCounted: false,
  make: () => new IdSet(sha256),
  open: (store, book) => openIdSet(store, sha256, book === undefined ? book : idSetPath(book)),
};
