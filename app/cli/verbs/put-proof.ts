import type { ConsistencyProof, InclusionProof } from '../../commands/prove.ts';
import { writeKept } from '../../seal/checkpoint-file.ts';
import type { Context } from '../context.ts';

/** A proof is a file of its own: the same bytes on standard output, or where `--out` says. */
export function putProof(
  proof: InclusionProof | ConsistencyProof,
  out: string | undefined,
  { io, say }: Context,
): number {
  const text = `${JSON.stringify(proof, null, 2)}\n`;
  if (out === undefined) io.stdout.write(text);
  else {
    writeKept(out, text);
    say(
      `Written to ${out}; check it without the book: node verifier/verify.mjs --key PUBLIC-KEY --proof ${out}`,
    );
  }
  return 0;
}
