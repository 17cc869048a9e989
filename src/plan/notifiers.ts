import type { ResolvedNotifier, ResolvedText, ResolvedWay } from "../resolve/resolved-spec.ts";
import type { NotifierPlan, TextPlan, WayPlan } from "./plan.ts";

/** Who is told, and how. */
export function planNotifier({ name, events, timeout, way }: ResolvedNotifier): NotifierPlan {
  return { name, events, timeout, way: planWay(way) };
}

function planWay(way: ResolvedWay): WayPlan {
  switch (way.kind) {
    case "mail":
    case "command":
      return way;
    case "healthchecks":
      return { kind: "healthchecks", urlFile: way.url.file };
    case "ntfy":
      return { kind: "ntfy", url: planText(way.url), tokenFile: way.token?.file ?? null };
    case "http": {
      const headers = way.headers.map(({ name, value }) => ({ name, value: planText(value) }));
      return { ...way, url: planText(way.url), headers };
    }
  }
}

function planText({ text, secret }: ResolvedText): TextPlan {
  return { text, file: secret?.file ?? null };
}

/** The files of the secrets that a notifier needs. */
export function secretFilesOf({ way }: NotifierPlan): string[] {
  switch (way.kind) {
    case "healthchecks":
      return [way.urlFile];
    case "ntfy":
      return [way.url.file, way.tokenFile].flatMap((file) => file ?? []);
    case "http":
      return [way.url, ...way.headers.map(({ value }) => value)].flatMap(({ file }) => file ?? []);
    default:
      return [];
  }
}
