import { fixed, readOnly } from '../values/read-only';

/** A day of the week. */
export enum Weekday {
  /** Monday. */
  MONDAY = 'MON',
  /** Tuesday. */
  TUESDAY = 'TUE',
  /** Wednesday. */
  WEDNESDAY = 'WED',
  /** Thursday. */
  THURSDAY = 'THU',
  /** Friday. */
  FRIDAY = 'FRI',
  /** Saturday. */
  SATURDAY = 'SAT',
  /** Sunday. */
  SUNDAY = 'SUN',
}

const weekdays = [Weekday.MONDAY, Weekday.TUESDAY, Weekday.WEDNESDAY, Weekday.THURSDAY, Weekday.FRIDAY];

/**
 * When an environment runs; outside these hours what can be stopped is stopped. Refused for production, and where the hours, the days or the
 * time zone are not real.
 *
 * @example
 * const schedule = OfficeHours.weekdays('07:00', '20:00', 'Europe/Berlin');
 */
export class OfficeHours {
  /** Monday to Friday between two times of the day (`HH:MM`) in a time zone of the IANA database. */
  public static weekdays(start: string, end: string, timeZone: string): OfficeHours {
    return new OfficeHours(false, weekdays, start, end, timeZone);
  }

  /** On the given days between two times of the day (`HH:MM`) in a time zone of the IANA database. */
  public static on(days: Weekday[], start: string, end: string, timeZone: string): OfficeHours {
    return new OfficeHours(false, days, start, end, timeZone);
  }

  /** Always: says of a derived environment that it does not keep the hours of the one it is derived from. */
  public static always(): OfficeHours {
    return new OfficeHours(true, Object.values(Weekday), '00:00', '24:00', 'UTC');
  }

  /** The days on which the environment runs. */
  public readonly days: Weekday[];

  private constructor(
    /** True when the environment is never stopped. */
    public readonly isAlways: boolean,
    days: Weekday[],
    /** When it starts, `HH:MM`. */
    public readonly start: string,
    /** When it stops, `HH:MM`. */
    public readonly end: string,
    /** The time zone of both, a name of the IANA database. */
    public readonly timeZone: string,
  ) {
    this.days = readOnly(days);
    fixed(this);
  }
}
