import { normalQuantile } from '../../src/numeric/normal.ts';
import { fillUniforms, streamKey } from '../../src/numeric/stream.ts';
import { sha256 } from '../../src/audit/sha256.node.ts';

/** Independent uniforms by name of a stream and number of a world: the same on every machine. */
export function uniforms(name: string, world: number, count: number): Float64Array {
  const out = new Float64Array(count);
  fillUniforms(out, 0, count, streamKey('test', name, sha256), { path: world, entity: 0, draw: 0 });
  return out;
}

/** The same as standard normals. */
export const normals = (name: string, world: number, count: number): Float64Array =>
  uniforms(name, world, count).map(normalQuantile);
