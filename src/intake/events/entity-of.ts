import { FeeworthError } from '../../error.ts';
import type { IntakeContext } from './fact.ts';

/**
 * Whose file it is, by the provider number inside it. Where the book knows the number, the entity
 * told on the command line must be the same one: a file under the wrong practice is refused.
 */
export function entityOfNpi(context: IntakeContext, npi: string | null, at: string): string {
  if (npi === null) return context.entity;
  const { entities, sites } = context.setting;
  const found =
    [...entities.values()].find((entity) => entity.npi === npi)?.id ??
    [...sites.values()].find((site) => site.npi === npi)?.entity;
  if (found === undefined || found === context.entity) return context.entity;
  if (context.entity === '') return found;
  throw new FeeworthError(
    'import/other-entity',
    'input',
    `The file belongs to ${found}, not to ${context.entity}`,
    { place: { file: context.file, at }, hint: `import it with --entity ${found}` },
  );
}
