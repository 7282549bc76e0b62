/**
 * Writes `calendar/CN/<year>.json` for every published year since 2024 and `calendar/CN/festivals.json` up to 2040,
 * from npm chinese-days. Run it after a new release of that package: `npx tsx tools/calendar/generate.ts`.
 * A generator only: nothing that runs imports chinese-days, because it answers silently past its last year.
 */
process.env.TZ = 'UTC'; // chinese-days parses in UTC and prints local time: any other zone shifts the dates

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { getSolarDateFromLunar, getSolarTermDate } from 'chinese-days';
import { DAY, dateOf, dayFromDate } from '../../domain/time';

const FIRST_YEAR = 2024;
const LAST_FESTIVALS = 2040;
const OUT = join(__dirname, '../../calendar/CN');
const YEARS = join(dirname(require.resolve('chinese-days')), 'years');

interface SourceYear {
  holidays: Record<string, string>;
  workdays: Record<string, string>;
}

const isWeekend = (date: string): boolean => [0, 6].includes(new Date(dayFromDate(date) * DAY).getUTCDay());
/** `MMDD` joined by blanks, as `CalendarData` keeps them. */
const short = (dates: string[]): string =>
  [...new Set(dates)]
    .sort()
    .map((date) => date.slice(5).replace('-', ''))
    .join(' ');
const shift = (date: string, days: number): string => dateOf(dayFromDate(date) + days);
const write = (name: string, data: unknown): void =>
  writeFileSync(join(OUT, name), `${JSON.stringify(data, null, 2)}\n`);

function publishedYear(year: number): void {
  const source = JSON.parse(readFileSync(join(YEARS, `${year}.json`), 'utf8')) as SourceYear;
  write(`${year}.json`, {
    year,
    source: `国务院办公厅关于${year}年部分节假日安排的通知`,
    off: short(Object.keys(source.holidays).filter((date) => !isWeekend(date))),
    work: short(Object.keys(source.workdays).filter(isWeekend)),
  });
}

/** 《全国年节及纪念日放假办法》 as of 2025: 13 days for everybody, before any shifting by a notice. */
function statutoryFestivals(year: number): string {
  const spring = getSolarDateFromLunar(`${year}-01-01`).date;
  return short([
    `${year}-01-01`,
    ...[-1, 0, 1, 2].map((days) => shift(spring, days)), // 除夕, 初一 to 初三
    getSolarTermDate(year, 4, 'pure_brightness'),
    `${year}-05-01`,
    `${year}-05-02`,
    getSolarDateFromLunar(`${year}-05-05`).date,
    getSolarDateFromLunar(`${year}-08-15`).date,
    ...['10-01', '10-02', '10-03'].map((date) => `${year}-${date}`),
  ]);
}

const published = readdirSync(YEARS)
  .map((name) => Number(/^(\d{4})\.json$/.exec(name)?.[1]))
  .filter((year) => year >= FIRST_YEAR);
published.forEach(publishedYear);

const festivals: Record<string, string> = {};
for (let year = Math.max(...published) + 1; year <= LAST_FESTIVALS; year++) festivals[year] = statutoryFestivals(year);
write('festivals.json', festivals);
