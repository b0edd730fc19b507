import { createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { isSignature, type Ed25519 } from './note.ts';

// RFC 8410: what stands before the 32 bytes of a key in its DER form.
const PRIVATE_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');
const PUBLIC_HEAD = Buffer.from('302a300506032b6570032100', 'hex');

/** Node's own Ed25519. */
export const ed25519: Ed25519 = {
  publicKey(seed) {
    const key = createPublicKey(privateKey(seed)).export({ format: 'der', type: 'spki' });
    return new Uint8Array(key.subarray(PUBLIC_HEAD.length));
  },
  sign: (seed, message) => new Uint8Array(sign(null, message, privateKey(seed))),
  verify(publicKey, message, signature) {
    const key = Buffer.concat([PUBLIC_HEAD, publicKey]);
    if (!isSignature(signature)) return false;
    return verify(null, message, createPublicKey({ key, format: 'der', type: 'spki' }), signature);
  },
};

function privateKey(seed: Uint8Array): KeyObject {
  const key = Buffer.concat([PRIVATE_HEAD, seed]);
  return createPrivateKey({ key, format: 'der', type: 'pkcs8' });
}
