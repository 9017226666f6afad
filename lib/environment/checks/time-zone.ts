/** Whether `name` is a time zone of the IANA database. Offsets such as `+01:00` are not: they know no summer time. */
export function isTimeZone(name: unknown): boolean {
  if (typeof name !== 'string' || !/^([A-Z][A-Za-z_]+(\/[A-Za-z0-9_+-]+)+|UTC)$/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
