import { WorkCalendar } from '#libs/kernel';
import { shippedYears } from './holiday.loader.js';

// Checked against the announcements of the State Council's office (国办发明电), not against the package.
const announced: [date: string, working: boolean, why: string][] = [
  ['2020-01-31', false, '2020 春节, prolonged for the epidemic'],
  ['2021-02-07', true, '2021 春节 make-up Sunday'],
  ['2022-10-08', true, '2022 国庆节 make-up Saturday'],
  ['2023-06-25', true, '2023 端午节 make-up Sunday'],
  ['2024-02-09', true, '2024-02-09 除夕 was a working day'],
  ['2024-02-18', true, '2024 春节 make-up Sunday'],
  ['2025-01-26', true, '2025 春节 make-up Sunday'],
  ['2025-02-08', true, '2025 春节 make-up Saturday'],
  ['2026-01-04', true, '2026 元旦 make-up Sunday'],
  ['2026-02-14', true, '2026 春节 make-up Saturday'],
  ['2026-02-16', false, '2026 春节'],
  ['2026-02-23', false, '2026 春节, last day'],
  ['2026-02-24', true, 'Tuesday after'],
  ['2026-02-28', true, '2026 春节 make-up Saturday'],
  ['2026-10-07', false, '2026 国庆节, last day'],
  ['2026-10-10', true, '2026 国庆节 make-up Saturday'],
];

describe('the holidays that come with this release', () => {
  const years = shippedYears();
  const calendar = new WorkCalendar([...years.values()].flat(), years.keys());

  it('cover 2020 to 2026 without a gap, and say so when a year is missing', () => {
    expect([...years.keys()].sort()).toEqual([2020, 2021, 2022, 2023, 2024, 2025, 2026]);
    expect(calendar.missingYears('2026-12-01', '2027-01-31')).toEqual([2027]);
  });

  it.each(announced)('%s working: %s (%s)', (date, working) => {
    expect(calendar.isWorkingDay(date)).toBe(working);
  });

  it('name each day in Chinese', () => {
    expect([...years.values()].flat().every((day) => /^[\u4e00-\u9fff]+$/.test(day.name))).toBe(true);
  });
});
