import type { HostPlan } from "../plan/plan.ts";
import { execArgument, optionalProgram } from "../systemd/exec.ts";
import { description, plain } from "../systemd/text.ts";
import { section, setting, type UnitLine, unitComment } from "../systemd/unit.ts";
import { unitName } from "../systemd/unit-name.ts";

/** The service that every action wants: as long as one runs, the machine does not go to sleep. */
export const awakeUnit = unitName("holdfast-awake", "service");

/**
 * A service of its own, so that nothing in a backup depends on logind: systemd starts it with the first action and stops
 * it after the last. It holds up no shutdown, which ends a run in order.
 */
export function awakeLines({ scope }: HostPlan): UnitLine[] {
  return [
    section("Unit"),
    setting("Description", description("no sleep while Holdfast is at work")),
    unitComment("It comes and goes with the services that want it."),
    setting("StopWhenUnneeded", plain("yes")),
    section("Service"),
    unitComment("The dash: where logind is missing or refuses, nothing has failed."),
    setting(
      "ExecStart",
      optionalProgram("/usr/bin/systemd-inhibit"),
      ...[
        "--what=sleep:idle",
        "--mode=block",
        "--who=Holdfast",
        "--why=a backup is running",
        "/bin/sleep",
        "infinity",
      ].map(execArgument),
    ),
    setting("Slice", plain("holdfast.slice")),
    ...(scope === "system" ? asRoot : []),
  ];
}

/** Only root may ask logind for this without a session (systemd-logind.service(8)); all it does is to ask. */
const asRoot = [
  setting("CapabilityBoundingSet"),
  ...[
    ["NoNewPrivileges", "yes"],
    ["ProtectSystem", "strict"],
    ["ProtectHome", "yes"],
    ["PrivateTmp", "yes"],
    ["PrivateDevices", "yes"],
    ["PrivateNetwork", "yes"],
    ["PrivateMounts", "yes"],
    ["ProtectKernelTunables", "yes"],
    ["ProtectKernelModules", "yes"],
    ["ProtectKernelLogs", "yes"],
    ["ProtectControlGroups", "yes"],
    ["ProtectClock", "yes"],
    ["ProtectHostname", "yes"],
    ["ProcSubset", "pid"],
    ["RestrictNamespaces", "yes"],
    ["RestrictRealtime", "yes"],
    ["RestrictSUIDSGID", "yes"],
    ["RestrictAddressFamilies", "AF_UNIX"],
    ["LockPersonality", "yes"],
    ["MemoryDenyWriteExecute", "yes"],
    ["SystemCallArchitectures", "native"],
    ["SystemCallFilter", "@system-service"],
    ["SystemCallFilter", "~@privileged @resources"],
  ].map(([key = "", value = ""]) => setting(key, plain(value))),
];
