/** One blank for any run of blanks, none at the ends: how cells and headers are taken. */
export function tidy(text: string): string {
  const trimmed = text.trim();
  return /\s\s|[^\S ]/.test(trimmed) ? trimmed.replace(/\s+/g, ' ') : trimmed;
}

/** How raw values are compared with the keys of a map: without case and extra blanks. */
export const sameValue = (text: string): string => tidy(text).toLowerCase();
