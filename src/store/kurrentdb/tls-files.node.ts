import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { FeeworthError, isFeeworthError } from '../../error.ts';
import { mustBeRegularFile } from '../../regular-file.node.ts';
import type { ServerPlace } from '../server-url.ts';

const FILES = ['tlsCAFile', 'userCertFile', 'userKeyFile'] as const;
const CERTIFICATE = /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----/;

/**
 * Refuses a file of the URL that is not there, cannot be read or holds no certificate, before
 * anybody is asked: the clients fail over it anew with every call, and it would look as if the
 * server did not answer. Throws `store/cannot-open`.
 */
export function mustReadTlsFiles({ options }: Pick<ServerPlace, 'options'>): void {
  for (const name of FILES) {
    const path = options[name];
    // Without TLS the clients do not look for whom to trust.
    const isUnread = name === 'tlsCAFile' && options['tls'] === 'false';
    if (path === undefined || isUnread) continue;
    const text = readText(name, resolve(path));
    // The clients take any text, and then trust nobody.
    if (name === 'userKeyFile' || CERTIFICATE.test(text)) continue;
    throw unusable(name, resolve(path), `The file of ${name} holds no certificate in PEM form`);
  }
}

function readText(name: string, path: string): string {
  try {
    mustBeRegularFile(path, 'store/cannot-open');
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isFeeworthError(error)) throw error;
    const isGone = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    const words = isGone ? 'is not there' : 'cannot be read';
    throw unusable(name, path, `The file of ${name} ${words}`, error);
  }
}

function unusable(name: string, file: string, words: string, cause?: unknown): FeeworthError {
  return new FeeworthError('store/cannot-open', 'io', words, {
    place: { file, at: name },
    hint: `check ${name} in the URL; a relative path begins where the command is run`,
    cause,
  });
}
