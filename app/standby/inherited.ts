import { closeSync, readdirSync, readFileSync } from 'node:fs';

/** The flag of files that a process does not hand on, as Linux writes it: octal. */
const CLOSE_ON_EXEC = 0o2_000_000;

/**
 * Closes the files that a process was handed by the one that started it, but for its three streams: a
 * lock that a script holds, or a pipe that somebody reads to its end, is not held open by a process
 * that stays. What the runtime and SQLite open is never handed on, and so known from them. Does
 * nothing where there is no /proc.
 */
export function letGoOfInherited(): void {
  for (const name of filesOfProcess()) {
    const file = Number(name);
    if (file <= 2) continue;
    try {
      const [, flags = ''] = /^flags:\s*([0-7]+)$/m.exec(info(name)) ?? [];
      if (flags !== '' && (parseInt(flags, 8) & CLOSE_ON_EXEC) === 0) closeSync(file);
    } catch {
      // Closed meanwhile, as that of the folder itself.
    }
  }
}

const FOLDER = '/proc/self/fdinfo';
const info = (name: string): string => readFileSync(`${FOLDER}/${name}`, 'utf8');

function filesOfProcess(): string[] {
  try {
    return readdirSync(FOLDER);
  } catch {
    return [];
  }
}
