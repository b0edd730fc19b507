import { FeeworthError } from '../../src/error.ts';
import type { Book } from '../book.ts';

/** One entity, or all of the book when none is named. Throws `period/unknown-entity`. */
export async function chosenEntities(
  entity: string | undefined,
  book: Book,
): Promise<readonly string[]> {
  const { entities } = await book.settings;
  if (entity === undefined) return [...entities.keys()];
  if (entities.has(entity)) return [entity];
  throw new FeeworthError('period/unknown-entity', 'usage', `The book has no entity ${entity}`, {
    hint: `it has ${[...entities.keys()].join(', ')}`,
  });
}
