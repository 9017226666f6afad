/** Names from templates may hold half of a character, which no file in UTF-8 and no address may. */
export function wellFormed(text: string): string {
  return text.replaceAll(/\p{Surrogate}/gu, '\uFFFD');
}
