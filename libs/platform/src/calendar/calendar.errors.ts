import { defineErrors } from '#libs/kernel';

export const CalendarErrors = defineErrors({
  HOLIDAY_YEAR_UNKNOWN: {
    kind: 'not_found',
    zh: '{year} 年的节假日安排尚未录入',
    en: 'The holidays of {year} have not been entered',
  },
  HOLIDAY_OTHER_YEAR: {
    kind: 'invalid',
    zh: '{date} 不属于 {year} 年',
    en: '{date} is not a day of {year}',
  },
  HOLIDAY_TWICE: { kind: 'invalid', zh: '{date} 出现了两次', en: '{date} appears twice' },
  HOLIDAY_NOT_A_WEEKEND: {
    kind: 'invalid',
    zh: '{date} 不是周末，无需列为调休上班日',
    en: '{date} is not a weekend day and needs no make-up entry',
  },
});
