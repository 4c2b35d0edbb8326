export { CalendarErrors } from './calendar.errors.js';
export { calendarEntities } from './holiday.entity.js';
export { holidayLoader } from './holiday.loader.js';
export { Holidays, type HolidayYear } from './holidays.service.js';
export { WorkCalendars } from './work-calendars.js';
