import { hoursOf, modeAt, openHoursAWeek, type OpeningHours } from '../../lib/values/capacity-plan';
import { classWithAtLeast, instanceSizeOf } from '../../lib/values/instance-size';
import { instantOf, localTimeAt } from '../../lib/values/local-time';
import { isTimeZone } from '../../lib/values/time-zone';

test.each([
  ['2026-01-15T08:00', 'Europe/Berlin', '2026-01-15T07:00:00.000Z'],
  ['2026-07-15T08:00', 'Europe/Berlin', '2026-07-15T06:00:00.000Z'],
  ['2026-10-25T02:30', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
  ['2026-06-08T00:00', 'Pacific/Auckland', '2026-06-07T12:00:00.000Z'],
  ['2026-06-08T23:30', 'Asia/Kolkata', '2026-06-08T18:00:00.000Z'],
  ['2026-03-08T03:00', 'America/New_York', '2026-03-08T07:00:00.000Z'],
])('%s in %s is %s', (local, zone, utc) => {
  const instant = instantOf(local, zone);
  expect(new Date(instant ?? 0).toISOString()).toBe(utc);
  expect(`${localTimeAt(instant ?? 0, zone).date}T${localTimeAt(instant ?? 0, zone).time}`).toBe(local);
});

test.each([['2026-03-29T02:30', 'left out by summer time'], ['2026-02-30T08:00', 'of a day that is none'], ['2026-06-08T24:30', 'of an hour that is none'], ['8 June', 'in words']])(
  'no clock in Berlin shows %s, a time %s', (local) => expect(instantOf(local, 'Europe/Berlin')).toBeUndefined());

test.each([['Europe/Berlin', true], ['UTC', true], ['+01:00', false], ['CET ', false], ['Europe/Nowhere', false], [undefined, false], ['', false]])(
  '%p is a time zone: %p', (name, is) => expect(isTimeZone(name)).toBe(is));

const hours: OpeningHours = { days: ['MON', 'TUE', 'WED', 'THU', 'FRI'], start: '07:00', end: '20:00', timeZone: 'Europe/Berlin' };
const windows = [{ name: 'june', start: '2026-06-06T08:00', end: '2026-06-06T20:00', timeZone: 'Europe/Berlin' }];

test.each([
  ['a Monday at seven', '2026-06-08T05:00:00Z', { open: true }],
  ['a Monday a minute before', '2026-06-08T04:59:00Z', { open: false }],
  ['a Monday at eight in the evening', '2026-06-08T18:00:00Z', { open: false }],
  ['a winter morning at seven', '2026-01-12T06:00:00Z', { open: true }],
  ['a Sunday', '2026-06-07T10:00:00Z', { open: false }],
  ['the window on a Saturday', '2026-06-06T06:00:00Z', { open: true, window: 'june' }],
  ['the end of the window', '2026-06-06T18:00:00Z', { open: false }],
])('at %s', (_when, utc, mode) => expect(modeAt(Date.parse(utc), hours, windows)).toEqual(mode));

test('without hours it is always open', () => {
  expect(modeAt(0, undefined, [])).toEqual({ open: true });
  expect([openHoursAWeek(undefined), openHoursAWeek(hours)]).toEqual([168, 65]);
});

test('a window across the end of summer time is an hour longer, and one whose times are none is never', () => {
  const long = { name: 'x', start: '2026-10-24T12:00', end: '2026-10-25T12:00', timeZone: 'Europe/Berlin' };
  expect(hoursOf(long)).toBe(25);
  expect(modeAt(0, hours, [{ ...long, start: 'never' }])).toEqual({ open: false });
});

test.each([
  ['r8g.xlarge', { vcpu: 4, memoryGiB: 32 }], ['db.r7g.large', { vcpu: 2, memoryGiB: 16 }], ['r6i.32xlarge', { vcpu: 128, memoryGiB: 1024 }],
  ['x2g.2xlarge', { vcpu: 8, memoryGiB: 128 }], ['t4g.medium', { vcpu: 2, memoryGiB: 4 }], ['r8g.5xlarge', undefined], ['m7g.large', undefined],
  ['toString', undefined], ['t4g.micro', undefined],
])('%s has %p', (name, size) => expect(instanceSizeOf(name)).toEqual(size));

test.each([[8, 'r8g.large', 'r8g.2xlarge'], [2, 't4g.medium', 't4g.medium'], [999, 'r8g.large', undefined]])(
  '%i processors in the family of %s: %s', (vcpu, name, found) => expect(classWithAtLeast(vcpu, name)).toBe(found));
