import type { Ask } from './messages.ts';

/**
 * Runs something in the folder, with the environment and the mask of the one who asks; all three
 * belong to the whole process, so one at a time. Throws, before it runs anything, when the folder
 * cannot be entered.
 */
export async function inWorldOf<T>(
  { cwd, env, umask }: Pick<Ask, 'cwd' | 'env' | 'umask'>,
  run: () => Promise<T>,
): Promise<T> {
  const own = { cwd: folderHere(), env: { ...process.env }, umask: process.umask() };
  process.chdir(cwd);
  try {
    // Variable by variable: of another object its threads and native code would know nothing.
    setEnvironment(env);
    process.umask(umask);
    return await run();
  } finally {
    process.umask(own.umask);
    setEnvironment(own.env);
    goTo(own.cwd);
  }
}

function setEnvironment(wanted: Readonly<Record<string, string | undefined>>): void {
  for (const name of Object.keys(process.env))
    if (wanted[name] === undefined) delete process.env[name];
  for (const [name, value] of Object.entries(wanted))
    if (process.env[name] !== value) process.env[name] = value;
}

// The folder that this process was started in may have gone meanwhile, which is nobody's fault.
const ANYWHERE = '/';

function folderHere(): string {
  try {
    return process.cwd();
  } catch {
    return ANYWHERE;
  }
}

function goTo(folder: string): void {
  try {
    process.chdir(folder);
  } catch {
    process.chdir(ANYWHERE);
  }
}
