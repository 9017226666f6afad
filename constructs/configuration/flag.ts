/** A feature flag, as it goes out. */
export interface Flag {
  /** Whether the feature is on. */
  readonly enabled: boolean;
  /**
   * The tenants it is on for.
   * @default - everybody
   */
  readonly tenants?: string[];
  /**
   * When it is switched off by itself, as an ISO 8601 instant with a zone. Consumers see the instant too, and treat the flag as off after
   * it, whatever was deployed since.
   * @default - never
   */
  readonly until?: string;
}

interface Values {
  readonly [name: string]: object;
}

/**
 * Flags in the format of AWS AppConfig, as they are at `moment`: those that ended by then are off.
 *
 * @see https://docs.aws.amazon.com/appconfig/latest/userguide/appconfig-type-reference-feature-flags.html
 */
export function flagDocument(flags: { readonly [name: string]: Flag }, moment?: number): string {
  const names = Object.keys(flags).toSorted();
  const described: Values = Object.fromEntries(names.map((name) => [name, {
    name,
    attributes: {
      tenants: { constraints: { type: 'array', elements: { type: 'string' } } },
      until: { constraints: { type: 'string' } },
    },
  }]));
  const values: Values = Object.fromEntries(names.map((name) => [name, valueOf(flags[name] ?? { enabled: false }, moment)]));
  return JSON.stringify({ version: '1', flags: described, values });
}

/** When flags end, each moment once, earliest first. */
export function endsOf(flags: { readonly [name: string]: Flag }): number[] {
  const ends = Object.values(flags).flatMap(({ until }) => (until === undefined ? [] : [Date.parse(until)]));
  return [...new Set(ends)].toSorted((a, b) => a - b);
}

function valueOf({ enabled, tenants = [], until }: Flag, moment?: number): object {
  const ended = until !== undefined && moment !== undefined && Date.parse(until) <= moment;
  return {
    enabled: enabled && !ended,
    ...(tenants.length === 0 ? {} : { tenants }),
    ...(until === undefined ? {} : { until }),
  };
}
