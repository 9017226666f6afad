/** The full names of availability zones given as letters or full names. */
export function zonesOf(zones: readonly string[], region: string): string[] {
  return zones.map((zone) => (zone.length === 1 ? `${region}${zone}` : zone));
}

/** The letters of availability zones given as letters or full names. */
export function lettersOf(zones: readonly string[]): string[] {
  return zones.map((zone) => zone.slice(-1));
}
