import { describe, expect, it } from 'vitest';
import { fromBase64, toBase64 } from '../../src/audit/base64.ts';
import { ed25519 } from '../../src/audit/ed25519.node.ts';
import { fromHex, toHex } from '../../src/audit/merkle.ts';
import {
  formatVerifierKey,
  openNote,
  parseNote,
  parseVerifierKey,
  signerKey,
  signNote,
  verifierKey,
} from '../../src/audit/note.ts';
import { sha256 } from '../../src/audit/sha256.node.ts';
import { isFeeworthError } from '../../src/error.ts';

const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return isFeeworthError(error) ? error.code : String(error);
  }
  return 'no error';
};

// The example of golang.org/x/mod/sumdb/note, whose format C2SP's signed-note is.
const GO_KEY = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const GO_SECRET = 'PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz';
const GO_TEXT =
  'If you think cryptography is the answer to your problem,\n' +
  "then you don't know what your problem is.\n";
const GO_NOTE =
  `${GO_TEXT}\n` +
  '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n';

describe('Ed25519', () => {
  it('has the first published vector of RFC 8032', () => {
    const hex = (text: string): Uint8Array => fromHex(text) ?? new Uint8Array();
    const seed = hex('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60');
    const key = hex('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a');
    expect(toHex(ed25519.publicKey(seed))).toBe(toHex(key));
    const signature = ed25519.sign(seed, new Uint8Array());
    expect(toHex(signature)).toBe(
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155' +
        '5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
    );
    expect(ed25519.verify(key, new Uint8Array(), signature)).toBe(true);
    expect(ed25519.verify(key, Uint8Array.of(1), signature)).toBe(false);
    expect(ed25519.verify(key, new Uint8Array(), signature.subarray(1))).toBe(false);
  });
});

describe('signed notes', () => {
  const key = parseVerifierKey(sha256, GO_KEY);
  const seed = (fromBase64(GO_SECRET.split('+').slice(4).join('+')) ?? new Uint8Array()).subarray(
    1,
  );

  it('are those of Go, key id and bytes', () => {
    expect(formatVerifierKey(key)).toBe(GO_KEY);
    const signer = signerKey({ sha256, ed25519 }, 'PeterNeumann', seed);
    expect(formatVerifierKey(signer)).toBe(GO_KEY);
    expect(signNote(ed25519, GO_TEXT, [signer])).toBe(GO_NOTE);
    expect(openNote(ed25519, GO_NOTE, [key])).toEqual({ text: GO_TEXT, signedBy: [key] });
  });

  it('verify only for the text, the key and the name that signed', () => {
    const other = signerKey({ sha256, ed25519 }, 'PeterNeumann', new Uint8Array(32).fill(3));
    const renamed = verifierKey(sha256, 'Somebody', key.publicKey);
    expect(codeOf(() => openNote(ed25519, GO_NOTE, []))).toBe('audit/not-trusted');
    expect(codeOf(() => openNote(ed25519, GO_NOTE, [other, renamed]))).toBe('audit/not-trusted');
    const changed = GO_NOTE.replace('answer', 'Answer');
    expect(codeOf(() => openNote(ed25519, changed, [key]))).toBe('audit/bad-signature');
    const forged = GO_NOTE.replace('x08go/ZJ', 'x08go/ZK');
    expect(codeOf(() => openNote(ed25519, forged, [key]))).toBe('audit/bad-signature');
  });

  it('pass over signatures of unknown keys, whose neighbours count', () => {
    const second = signerKey({ sha256, ed25519 }, 'second', new Uint8Array(32).fill(9));
    const first = signerKey({ sha256, ed25519 }, 'PeterNeumann', seed);
    const both = signNote(ed25519, GO_TEXT, [second, first]);
    expect(openNote(ed25519, both, [key]).signedBy).toEqual([key]);
    expect(openNote(ed25519, both, [first, second]).signedBy).toHaveLength(2);
  });

  it('keep the blank lines of their text: the last one divides', () => {
    const signer = signerKey({ sha256, ed25519 }, 'a', new Uint8Array(32));
    const text = 'one\n\ntwo\n';
    expect(parseNote(signNote(ed25519, text, [signer])).text).toBe(text);
  });

  it.each([
    ['without a blank line', 'text\n— a AAAAAAA=\n'],
    ['without signatures', 'text\n\n'],
    ['without the last newline', GO_NOTE.slice(0, -1)],
    ['with a control character', GO_NOTE.replace('answer', 'an\u0007swer')],
    ['with Windows line ends', GO_NOTE.replaceAll('\n', '\r\n')],
    ['with another dash', GO_NOTE.replace('—', '-')],
    ['with a word too many', GO_NOTE.replace('=\n', '= x\n')],
    ['with a short signature', 'text\n\n— a AAAAAA==\n'],
    ['with a name that has a plus', GO_NOTE.replace('— Peter', '— Pe+er')],
    ['with seventeen signatures', `text\n\n${'— a AAAAAAA=\n'.repeat(17)}`],
  ])('%s are none', (_, note) => {
    expect(codeOf(() => parseNote(note))).toBe('audit/bad-note');
  });

  it.each([
    GO_KEY.replace('c74f', 'c74e'),
    GO_KEY.replace('Peter', 'Paul'),
    GO_KEY.slice(0, -4),
    'name',
    '',
  ])('a public key that is none: %s', (line) => {
    expect(codeOf(() => parseVerifierKey(sha256, line))).toBe('key/bad-public-key');
  });
});

describe('base64', () => {
  it('has the vectors of RFC 4648 §10, both ways', () => {
    const vectors = ['', 'Zg==', 'Zm8=', 'Zm9v', 'Zm9vYg==', 'Zm9vYmE=', 'Zm9vYmFy'];
    for (const [length, text] of vectors.entries()) {
      const bytes = new TextEncoder().encode('foobar'.slice(0, length));
      expect(toBase64(bytes)).toBe(text);
      expect(fromBase64(text)).toEqual(bytes);
    }
  });

  it('knows one spelling of a thing', () => {
    for (const text of ['Zg', 'Zh==', 'Zg==\n', 'Zm9=', '=', 'Zm 9v', 'Zm9v-'])
      expect(fromBase64(text)).toBe(null);
  });
});
