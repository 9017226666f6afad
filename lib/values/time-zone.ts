/** Asking for a zone takes a quarter of a millisecond, and every schedule of every environment asks. */
const known = new Map<string, boolean>();

/** Whether `name` is a time zone of the IANA database. Offsets such as `+01:00` are none: they know no summer time. */
export function isTimeZone(name: unknown): name is string {
  if (typeof name !== 'string' || !/^([A-Z][A-Za-z_]+(\/[A-Za-z0-9_+-]+)+|UTC)$/.test(name)) return false;
  const answer = known.get(name) ?? isKnownToIntl(name);
  known.set(name, answer);
  return answer;
}

function isKnownToIntl(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
