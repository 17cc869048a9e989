import notify from "../../../templates/job/notify.sh";
import byCommand from "../../../templates/job/notify-command.sh";
import byHealthchecks from "../../../templates/job/notify-healthchecks.sh";
import byHttp from "../../../templates/job/notify-http.sh";
import byMail from "../../../templates/job/notify-mail.sh";
import byNtfy from "../../../templates/job/notify-ntfy.sh";
import request from "../../../templates/job/notify-request.sh";
import start from "../../../templates/job/notify-start.sh";
import { secretFilesOf } from "../../plan/notifiers.ts";
import type { JobPlan, NotifierPlan, TextPlan, WayPlan } from "../../plan/plan.ts";
import { name, type ShellSource, sh, word } from "../../shell/shell.ts";
import { command } from "../command.ts";
import type { FeatureEmitter } from "./feature.ts";

const runtime: Record<WayPlan["kind"], readonly string[]> = {
  mail: [byMail],
  http: [request, byHttp],
  healthchecks: [request, byHealthchecks],
  ntfy: [request, byNtfy],
  command: [byCommand],
};

/** Who is told what became of a step. */
export const emitNotify: FeatureEmitter = (_host, job) => {
  const { notifiers } = job;
  if (notifiers.length === 0) return undefined;
  const numbers = notifiers.map((_, index) => String(index + 1));
  const starts = notifiers.some(({ events }) => events.includes("start"));
  return {
    data: [sh`notifiers=${word(numbers.join(" "))}`],
    functions: [everySecret(job), ...notifiers.map(notifierFunction)],
    runtime: [
      notify,
      ...(starts ? [start] : []),
      ...notifiers.flatMap(({ way }) => runtime[way.kind]),
    ],
    calls: {
      ...(starts && { begin: ["tell_start"] }),
      end: ["note_change"],
      report: ["tell_outcome"],
      check: ["check_notifiers"],
    },
  };
};

/** What must not be told to anybody. */
function everySecret(job: JobPlan): ShellSource {
  const files = [...new Set(job.notifiers.flatMap(secretFilesOf))].map((file) => sh`${word(file)}`);
  const first = job.secrets.length > 0 ? sh`secret_files "$@"` : sh`"$@"`;
  return sh`# What nobody may be told.
every_secret() {
  ${command(first, files)}
}`;
}

function notifierFunction({ name: called, events, timeout, way }: NotifierPlan, index: number) {
  const call = sh`"$@" ${name(`tell_by_${way.kind}`)}`;
  return sh`${name(`notifier_${index + 1}`)}() {
  notifier=${word(called)}
  notifier_on=${word(events.join(" "))}
  notifier_s=${word(String(timeout))}
  ${command(
    call,
    argumentsOf(way).map((argument) => sh`${word(argument)}`),
  )}
}`;
}

/** What the function of a way is called with, as its file in `templates/job` says. */
function argumentsOf(way: WayPlan): readonly string[] {
  switch (way.kind) {
    case "mail":
      return [way.addresses.join(", ")];
    case "healthchecks":
      return [way.urlFile];
    case "ntfy":
      return [way.url.text, way.url.file ?? "", way.tokenFile ?? ""];
    case "command":
      return way.argv;
    case "http": {
      const part = (kind: string, { text, file }: TextPlan) => [kind, text, file ?? "", ""];
      const headers = way.headers.flatMap(({ name: header, value: { text, file } }) =>
        part("header", { text: `${header}: ${text}`, file }),
      );
      return [way.method, way.body, way.json ? "1" : "", ...part("url", way.url), ...headers];
    }
  }
}
