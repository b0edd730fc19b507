// Memory that was never touched costs several times what is put into it: the system hands it out
// page by page. What was freed is warm, as long as it is not given back to the system.

/** Bytes of a piece whose freeing glibc still learns from: 32 MiB at most, with what it adds. */
const LARGEST = 33_000_000;
let isTaught = false;

/**
 * Keeps what this process frees, up to 64 MB, for what it asks for next. glibc takes the size of
 * the largest piece that was freed as a sign of what a program works with (mallopt(3), dynamic
 * M_MMAP_THRESHOLD); that piece is never touched here. Elsewhere nothing happens.
 */
export function keepFreedMemory(): void {
  if (isTaught) return;
  isTaught = true;
  new ArrayBuffer(LARGEST).transfer(0);
}

/** Frees bytes at once instead of when garbage is collected: nobody may read them any more. */
export function freeBytes({ buffer }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer) buffer.transfer(0);
}
