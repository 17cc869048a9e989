import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Span } from "./zones.ts";

/**
 * When systemd-analyze(1) says that values of `OnCalendar=` elapse within a span, its start left out, on a host whose
 * clock shows a zone; `count` instants of each at most.
 */
export async function elapses(
  values: readonly string[],
  count: number,
  { from, to }: Span,
  zone: string,
): Promise<number[][]> {
  const { stdout } = await promisify(execFile)(
    "systemd-analyze",
    [...["calendar", `--base-time=@${from / 1000}`, `--iterations=${count}`], ...values],
    { env: { PATH: process.env.PATH, TZ: zone, LC_ALL: "C" }, maxBuffer: 1 << 28 },
  );
  return stdout.split(/\n\n/).map((block) => {
    // A zone other than UTC has its instants twice.
    const instants = block.matchAll(
      /^ *\(in UTC\): \w+ (\S+) (\S+) UTC|(?:elapse|#\d+): \w+ (\S+) (\S+) UTC/gm,
    );
    return [...instants]
      .map(([, date, time, utcDate = date, utcTime = time]) => Date.parse(`${utcDate}T${utcTime}Z`))
      .filter((at) => at < to);
  });
}
