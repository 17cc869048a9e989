import type { Reporter } from "../diagnostics/reporter.ts";
import { quote } from "../diagnostics/words.ts";
import { isRootsToInstall } from "../emit/install-script.ts";
import type { Change } from "../output/diff.ts";
import type { HostPlan, Plan } from "../plan/plan.ts";
import type { Spec } from "../spec/spec.ts";
import { constantOf } from "./constant-of.ts";

/**
 * Reports the hosts that are to be installed elsewhere than the install.sh says that the compilation replaces: what is
 * installed there goes on being started, and would make backups to the same archives at the same time.
 *
 * @param changes what is to become of the tree
 */
export function reportMovedInstalls(
  plan: Plan,
  spec: Spec,
  changes: readonly Change[],
  reporter: Reporter,
): void {
  const scripts = new Map(changes.map(({ path, before }) => [path, before?.bytes]));
  for (const host of plan.hosts) {
    const before = scripts.get(`${host.name}/install.sh`);
    const former = before && constantOf(before, "install_dir");
    if (former === undefined || former === host.installDir || former === otherPlace(host)) continue;
    const written = spec.hosts.get(host.name)?.value;
    const span = (written?.installDir ?? written?.user)?.span;
    reporter.report(
      "install-moved",
      `host ${quote(host.name)} was installed in ${quote(former)} so far; what is there goes on running, beside what will be in ${quote(host.installDir)}`,
      {
        ...(span && { span }),
        help: "on the host, as root and before the next install, run the install.sh that is there with --uninstall",
      },
    );
  }
}

/** Where install.sh looks for an install of the same host by itself: find_other_install in templates/install/steps.sh. */
function otherPlace(host: HostPlan): string {
  return isRootsToInstall(host) ? `${host.home}/.local/lib/holdfast` : "/usr/local/lib/holdfast";
}
