import fc from "fast-check";

type Text = fc.Arbitrary<string>;

function number(min: number, max: number): Text {
  return fc.integer({ min, max }).map(String);
}

function list(item: Text, maxLength: number): Text {
  return fc.array(item, { minLength: 1, maxLength }).map((items) => items.join(","));
}

/** `FIRST-LAST`, with a step or without. */
function range(min: number, max: number): Text {
  return fc
    .tuple(
      fc.integer({ min, max }),
      fc.integer({ min, max }),
      fc.option(fc.integer({ min: 1, max })),
    )
    .map(([a, b, step]) => {
      const [first, last] = [Math.min(a, b), Math.max(a, b)];
      return `${first}-${last}${step === null || step > last - first ? "" : `/${step}`}`;
    });
}

function names(written: string): Text {
  const all = written.split(" ");
  const ranges = all.slice(1).map((last, i) => `${all[i]}-${last}`);
  return fc.constantFrom(...all, ...all.map((name) => name.toUpperCase()), ...ranges);
}

const minutes = fc.oneof(
  { weight: 6, arbitrary: number(0, 59) },
  { weight: 2, arbitrary: list(fc.oneof(number(0, 59), range(0, 59)), 3) },
  { weight: 1, arbitrary: fc.constantFrom("*/15", "*/20", "*/29", "*/30", "*/45", "*", "0-59") },
);

/** Most are at night, where the clocks change. */
const hours = fc.oneof(
  { weight: 5, arbitrary: number(0, 4) },
  { weight: 2, arbitrary: number(0, 23) },
  { weight: 2, arbitrary: list(fc.oneof(number(0, 5), range(0, 23)), 3) },
  {
    weight: 1,
    arbitrary: fc.constantFrom("*", "*/2", "*/3", "*/5", "*/12", "*/17", "0-23", "*,2"),
  },
);

const daysOfMonth = fc.oneof(
  { weight: 3, arbitrary: number(1, 31) },
  { weight: 2, arbitrary: list(fc.oneof(number(1, 31), range(1, 31)), 3) },
  { weight: 1, arbitrary: fc.constantFrom("*/2", "*/7", "*/10", "*/30", "1-31", "*,15", "15,*") },
);

const months = fc.oneof(
  { weight: 4, arbitrary: fc.constant("*") },
  { weight: 3, arbitrary: fc.constantFrom("3", "4", "10", "11", "3,10", "mar", "Oct", "apr,NOV") },
  {
    weight: 2,
    arbitrary: list(
      fc.oneof(
        number(1, 12),
        range(1, 12),
        names("jan feb mar apr may jun jul aug sep oct nov dec"),
      ),
      2,
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom("*/2", "*/5", "1-12") },
);

const daysOfWeek = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom("0", "7", "sun", "SUN", "0,7", "5-7", "fri-sat") },
  {
    weight: 3,
    arbitrary: list(fc.oneof(number(0, 7), range(0, 7), names("sun mon tue wed thu fri sat")), 2),
  },
  { weight: 1, arbitrary: fc.constantFrom("*/2", "*/3", "*/6", "0-6", "1-7", "0-7", "*,1", "1,*") },
);

const days = fc.oneof(
  { weight: 2, arbitrary: fc.tuple(daysOfMonth, months, fc.constant("*")) },
  { weight: 3, arbitrary: fc.tuple(fc.constant("*"), months, daysOfWeek) },
  { weight: 1, arbitrary: fc.tuple(fc.constant("*"), months, fc.constant("*")) },
  { weight: 1, arbitrary: fc.tuple(daysOfMonth, months, daysOfWeek) },
);

/** Five fields as crontab(5) has them, in all its spellings that Debian's cron and cronie read alike. */
export const cronExpression: Text = fc
  .tuple(minutes, hours, days)
  .map(([minute, hour, rest]) => [minute, hour, ...rest].join(" "));

function two(max: number): Text {
  return fc.integer({ min: 0, max }).map((value) => String(value).padStart(2, "0"));
}

/** What systemd.time(7) has for one value or several in a row; steps may be as long as the field, which it refuses. */
function item(min: number, max: number): Text {
  const several = range(min, max).map((text) => text.replace("-", "..").replace(/\/.*/, ""));
  const start = fc.oneof(number(min, max), several);
  return fc.oneof(
    { weight: 4, arbitrary: number(min, max) },
    { weight: 1, arbitrary: several },
    { weight: 2, arbitrary: fc.tuple(start, number(1, max)).map((both) => both.join("/")) },
  );
}

function part(min: number, max: number): Text {
  return list(item(min, max), 2);
}

const calendarWeekdays = list(
  names("mon tue wed thu fri sat sun").map((text) => text.replace("-", "..")),
  2,
);

const calendarDate = fc.oneof(
  fc.constant("*-*-*"),
  fc.tuple(part(1, 12), part(1, 31)).map(([month, day]) => `*-${month}-${day}`),
  fc
    .tuple(fc.constantFrom("*", "3", "10", "2..4"), fc.oneof(item(1, 28), fc.constant("*")))
    .map(([month, day]) => `*-${month}~${day}`),
  part(1, 31).map((day) => `*-*-${day}`),
);

const calendarTime = fc.oneof(
  fc.tuple(two(4), two(59)).map((both) => both.join(":")),
  fc.tuple(part(0, 23), two(59)).map((both) => both.join(":")),
  fc.tuple(two(3), part(0, 59)).map((both) => both.join(":")),
);

/** systemd's own notation, as far as a spec may have it. */
export const calendarExpression: Text = fc
  .tuple(fc.option(calendarWeekdays), calendarDate, calendarTime, fc.constantFrom("", ":00"))
  .map(
    ([weekdays, date, time, seconds]) =>
      `${weekdays === null ? "" : `${weekdays} `}${date} ${time}${seconds}`,
  );

/** Spellings of each field that one daemon or another has misread, and those that come close to it. */
const nastyFields = [
  "00 59 07 5-5 0-0 0-59 0-59/59 1-59/2 */1 */7 */59 0,0 30,0,30 58,59,0 0-10,5-15 *,5 5,* 0-30/10,45 59-59 0-58/29 */60 5/20 50-10 5~9 ~ 60 -1 1- -5 ,5 5, 5,,6 5;x *x 0x1 1.5 H H/20 H(0-9) ? L",
  "00 23 2-2 0-23 */1 */2 */23 0-23/2 1-3 2,3 1-5/2 *,2 2,* 2,2 0-2,1-3 22-4 3/2 24 */24 */0 2#1 H H/6",
  "1 31 30 29 1-31 */2 */1 */31 2-30/2 1-31/30 01 15,* *,15 31,31 28-31 0 32 31-1 L W 15W L-3 1#2 H H/10 ? 1-7 */7",
  "1 12 01 1-12 */1 */2 */3 */11 jan DEC Feb jan-mar JAN-dec 1,jan feb,2,FEB 11-12,1 nov-feb january sept 0 13 6-6 */12 H H/3",
  "0 7 0,7 0-7 1-7 5-7 6-7 7-7 sun SUN Sun sun,7 mon-fri fri-sat sat-sun fri-mon sun-sat 0-6 */1 */2 */6 */7 *,1 1,* 1-5/2 8 6-0 monday 5L 2#1 H 1,1 0-0 ?",
].map((field) => field.split(" "));

/** Two day fields at once, where the first character decides between "either" and "both". */
const nastyDays = ["*/2", "1-31", "13", "*,15", "15,*", "1-31/2", "29-31", "1"].flatMap((day) =>
  ["1", "*/2", "0-6", "*,1", "1,*", "fri", "5-7", "0,7"].map(
    (weekday) => `0 5 ${day} * ${weekday}`,
  ),
);

/** Times around a change of the clocks, on its day, in every form that decides how a daemon treats it. */
function aroundChange(day: string): string[] {
  const times = [
    ..."0 2,30 2,59 1,0 3,1 3,30 1,15 2,45 1,29 2,59 2".split(","),
    ..."15 1-5,30 */2,*/20 2,30 *,*/30 *,0-59 2,* 2,0,30 1-3,*/30 1-3,0-59/10 2,45 1-2,10 0-23,5 2,20 1,3 2-3".split(
      ",",
    ),
  ];
  return times.map((time) => `${time} ${day} *`);
}

const nastyDates = [
  ..."29 2,28-29 2,31 *,30 *,31 12,1 1,31 1-12/2,30 4-11,28-31 2,29-31 *,30 2,31 4,31 2-11/3,*/30 *,1 1-12/3,30-31 6,29 2-12/10,28 feb,1 MAR,1-31 feb,29-31 Feb,31 jan-dec".split(
    ",",
  ),
].map((date) => `5 3 ${date} *`);

const nicknames =
  "@yearly @annually @monthly @weekly @daily @midnight @hourly @reboot @Daily @every".split(" ");

/** @param changes `DAY MONTH` of each change of the clocks */
export function nastyExpressions(changes: readonly string[]): string[] {
  const [change = ""] = changes;
  const usual = ["5", "3", "*", "*", "*"];
  const oneField = nastyFields.flatMap((spellings, i) =>
    // Minutes and hours, of which there can be many, on one day.
    spellings.map((spelling) =>
      (i < 2 ? [...usual.slice(0, 2), ...change.split(" "), "*"] : usual)
        .with(i, spelling)
        .join(" "),
    ),
  );
  const none = [" ", "5 3 * *", "0 5 3 * * *", "5 3 * * * root", "daily", "5 3"];
  return [
    ...oneField,
    ...nastyDays,
    ...changes.flatMap(aroundChange),
    ...nastyDates,
    ...nicknames,
    ...none,
  ];
}

/** Days from the end of the month, with several times around a change of the clocks. */
export function nastyCalendars(changes: readonly string[]): string[] {
  return changes.map((change) => {
    const [day = 0, month = 0] = change.split(" ").map(Number);
    const fromEnd = new Date(Date.UTC(2028, month, 1 - day)).getUTCDate();
    return `*-${month}~${Math.min(fromEnd, 28)} 00..03:30`;
  });
}

const elsewhere = fc.constantFrom(
  ..."Europe/Berlin America/New_York Australia/Lord_Howe UTC Asia/Kathmandu America/St_Johns Pacific/Apia".split(
    " ",
  ),
);

const phrase = fc.oneof(
  fc.tuple(two(4), two(59)).map((time) => `daily ${time.join(":")}`),
  fc
    .tuple(fc.constantFrom("Sun", "Saturday", "mon"), two(4), two(59))
    .map(([day, ...time]) => `weekly ${day} ${time.join(":")}`),
  two(59).map((minute) => `hourly :${minute}`),
);

/** Any schedule that a spec may have, more often than not with times at night. */
export const anySchedule: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: cronExpression },
  { weight: 1, arbitrary: phrase },
  { weight: 1, arbitrary: fc.tuple(phrase, cronExpression) },
  { weight: 1, arbitrary: calendarExpression.map((calendar) => ({ calendar })) },
  {
    weight: 1,
    arbitrary: fc.record({
      cron: cronExpression,
      timezone: elsewhere,
      splay: fc.constantFrom("1m", "2h"),
    }),
  },
);

/** One of each kind of schedule that needs more than a line of its own, on the days around a change of the clocks. */
export const trickySchedules: readonly unknown[] = [
  "30 2 * * *",
  "*/20 * * * *",
  "15 1-4 * * *",
  "*/30 2,3 * * *",
  "5 3 13-31 * 0,1",
  "5 3 */2 * 0,1",
  ["daily 02:10", "daily 02:40"],
  // The last Sunday of October, and the first of November, in 2028.
  { calendar: "*-*~1..5,26 01,02:30" },
  { cron: "30 1-22 * * *", timezone: "Asia/Kathmandu" },
  { cron: "daily 01:50", splay: "1h" },
  "@hourly",
];
