import type { Reporter } from "../diagnostics/reporter.ts";
import type { ShellParser } from "../shell-syntax/parser.ts";
import type { AccountSpec, HostSpec, Named, Spec } from "../spec/spec.ts";
import { homeOf } from "./accounts.ts";
import { resolveHost } from "./hosts.ts";
import { resolveJob } from "./jobs.ts";
import { checkNames, lookUp, passphrasesOf } from "./names.ts";
import type { ResolvedSpec } from "./resolved-spec.ts";
import { checkRules } from "./rules/all.ts";
import type { PlacedHost, PlacedJob } from "./rules/placed.ts";
import type { Scope } from "./scope.ts";

/**
 * Gives the spec its meaning: names bound, defaults filled in, texts parsed into values. All mistakes are reported at
 * once; undefined when one is an error.
 */
export function resolve(
  spec: Spec,
  reporter: Reporter,
  parseShell: ShellParser,
): ResolvedSpec | undefined {
  checkNames(spec, reporter);
  const hosts = [...spec.hosts.values()].flatMap((named) =>
    placeHost(named, { spec, reporter, parseShell }),
  );
  checkRules(hosts, reporter);
  if (reporter.hasErrors) return undefined;
  return { hosts: hosts.map(({ host, jobs }) => ({ ...host, jobs: jobs.map(({ job }) => job) })) };
}

/** The host with those of its jobs that nothing is wrong with; none when the host itself is wrong. */
function placeHost(
  named: Named<HostSpec>,
  common: Pick<Scope, "spec" | "reporter" | "parseShell">,
): PlacedHost[] {
  const { spec } = common;
  const { name, value } = named;
  const scopeOf = (job: string, account: AccountSpec) => ({
    ...common,
    home: homeOf(account, value.scheduler.value),
    variables: { host: name.value, user: account.user.value, job },
  });
  const host = resolveHost(named, scopeOf("", value));
  const jobs = value.jobs.flatMap((listed): PlacedJob[] => {
    const job = spec.jobs.get(listed.value);
    const account = job?.value.runAs ?? value;
    const resolved = job && resolveJob(job, value.metrics, scopeOf(listed.value, account));
    if (!resolved) return [];
    const { target: written } = job.value;
    const target = written && lookUp(written, spec.targets);
    if (!target) return [];
    return [
      {
        job: resolved,
        spec: job.value,
        passphrases: passphrasesOf(job.value).flatMap(
          (secret) => lookUp(secret, spec.secrets)?.value ?? [],
        ),
        target: target.value,
        listed,
      },
    ];
  });
  return host ? [{ host, name, spec: value, jobs }] : [];
}
