/** A name as SQL takes it. */
export function quoteName(...parts: readonly string[]): string {
  return parts.map((part) => `"${part.replaceAll('"', '""')}"`).join('.');
}

/** `schema.table` as SQL takes it. */
export function quoteTable(name: string): string {
  const dot = name.indexOf('.');
  return quoteName(name.slice(0, dot), name.slice(dot + 1));
}

/** A text as SQL takes it. */
export function quoteText(text: string): string {
  const quoted = `'${text.replaceAll("'", "''")}'`;
  return text.includes('\\') ? ` E${quoted.replaceAll('\\', '\\\\')}` : quoted;
}
