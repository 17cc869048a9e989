import { describe, expect, test } from "vitest";
import { checksumHolds } from "../../src/emit/checksum.ts";
import { emitUnits } from "../../src/emit/systemd-units.ts";
import { planHost } from "../support/plan-host.ts";

const system = ["user: backup_user", "scheduler: systemd"];

/** The lines of a unit of the host. */
function unit(name: string, ...host: Parameters<typeof planHost>): string[] {
  const found = emitUnits(planHost(...host)).find(({ path }) => path.endsWith(`/${name}`));
  if (!found) throw new Error(`no ${name}`);
  return found.text.split("\n");
}

const backup = "holdfast-important-backup.service";

test("a service and a timer for each action that has a schedule", () => {
  const units = emitUnits(planHost(system));
  expect(units.map(({ path, mode }) => [path, mode])).toEqual(
    [
      "holdfast-important-backup.service",
      "holdfast-important-backup.timer",
      "holdfast-important-prune.service",
      "holdfast-important-prune.timer",
      "holdfast-photos-backup.service",
      "holdfast-photos-backup.timer",
      "holdfast-important-restore@.service",
      "holdfast-photos-restore@.service",
      "holdfast-important-notify@.service",
      "holdfast-photos-notify@.service",
      "holdfast-awake.service",
    ].map((name) => [`the-server/systemd/${name}`, 0o644]),
  );
  for (const { text } of units) expect(checksumHolds(text)).toBe(true);
});

test("none under cron", () => {
  expect(emitUnits(planHost(["user: u", "scheduler: cron"]))).toEqual([]);
});

test("a timer says when, and starts its service", () => {
  expect(unit("holdfast-important-backup.timer", system).slice(2)).toEqual([
    "",
    "[Unit]",
    "Description=important: backup at 03:05 on Tuesdays",
    "",
    "[Timer]",
    "# Started more often than that: clocks change, runs get missed. The script ends at once unless it is due.",
    "OnCalendar=Tue *-*-* 03:05:00",
    "OnCalendar=Tue *-*-* 04:00:00",
    "AccuracySec=1s",
    "Unit=holdfast-important-backup.service",
    "",
    "[Install]",
    "WantedBy=timers.target",
    "",
  ]);
});

describe("a service", () => {
  test("runs a path and two words, as the user", () => {
    const lines = unit(backup, system);
    expect(lines).toContain(
      'ExecStart="/usr/local/lib/holdfast/jobs/important.sh" "scheduled" "backup"',
    );
    expect(lines).toContain("User=backup_user");
  });

  test("waits for the network when its target needs one", () => {
    expect(unit(backup, system)).toContain("Wants=network-online.target");
    expect(unit("holdfast-photos-backup.service", system).join()).not.toContain("network-online");
  });

  test("writes its state and its target, and nothing else", () => {
    const paths = unit("holdfast-photos-backup.service", system).filter((line) =>
      line.startsWith("ReadWritePaths="),
    );
    expect(paths).toEqual([
      'ReadWritePaths=-"/var/lib/holdfast/photos"',
      'ReadWritePaths=-"/mnt/disk"',
    ]);
  });

  test("of root may read everything", () => {
    const lines = unit(backup, ["user: root", "scheduler: systemd"]);
    expect(lines).toContain("CapabilityBoundingSet=CAP_DAC_READ_SEARCH");
    expect(lines).toContain("SystemCallFilter=~@resources");
  });

  test("of another user may read everything only when a source lies outside the user's home", () => {
    const right = "AmbientCapabilities=CAP_DAC_READ_SEARCH";
    expect(unit(backup, system)).toContain(right);
    expect(unit(backup, system)).toContain("SecureBits=no-setuid-fixup");
    const own = unit(backup, system, { source: "/home/backup_user/data" });
    expect(own).toContain("CapabilityBoundingSet=");
    expect(own.join()).not.toContain("AmbientCapabilities");
    expect(unit("holdfast-important-prune.service", system)).toContain("CapabilityBoundingSet=");
  });

  test("that restores gives files away, with the bits that they had", () => {
    const lines = unit("holdfast-important-restore@.service", system);
    expect(lines).toContain(
      'ExecStart="/usr/local/lib/holdfast/jobs/important.sh" "restore" "%f/important" $RESTORE_OPTIONS',
    );
    expect(lines).toContain(
      "AmbientCapabilities=CAP_CHOWN CAP_FOWNER CAP_FSETID CAP_DAC_OVERRIDE CAP_DAC_READ_SEARCH",
    );
    expect(lines).not.toContain("RestrictSUIDSGID=yes");
  });

  test.each([
    ["file:///mnt/disk", ["PrivateNetwork=yes", "RestrictAddressFamilies=AF_UNIX"]],
    [
      "rsync://u@localhost:8730::module",
      [
        "IPAddressDeny=any",
        "IPAddressAllow=localhost",
        "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6",
      ],
    ],
    [
      "rsync://u@localhost.example.org::module",
      ["RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6"],
    ],
  ])("reaches no more than %s", (target, expected) => {
    const network = /^(PrivateNetwork|IPAddress\w+|RestrictAddressFamilies)=/;
    const lines = unit(backup, system, { target });
    expect(lines.filter((line) => network.test(line))).toEqual(expected);
  });

  test.each([
    ["/srv/data", {}, "tmpfs"],
    ["/home/alice", {}, "read-only"],
    ["/", {}, "read-only"],
    ["/srv/data", { target: "file:///home/disk" }, "read-only"],
    ["/srv/data", { target: "sftp://u@example.org/x" }, "read-only"],
  ])("with the source %s sees of homes what it needs (%j)", (source, options, expected) => {
    const lines = unit(backup, system, { source, ...options });
    expect(lines).toContain(`ProtectHome=${expected}`);
  });

  test("of a user's own manager has no sandbox", () => {
    const keys = unit(backup, [...system, "scope: user"])
      .filter((line) => /^[A-Z]/.test(line))
      .map((line) => line.replace(/=.*/, ""));
    expect(keys).toEqual([
      "Description",
      "Wants",
      "OnFailure",
      "Type",
      "ExecStart",
      "Slice",
      "TimeoutStartSec",
      "KillMode",
      "TimeoutStopSec",
      "UMask",
    ]);
  });
});

describe("a sandbox never hides what a run by hand would see", () => {
  const hiding = ["PrivateTmp=yes", "PrivateDevices=yes", "ProtectKernelModules=yes"];

  test.each([
    ["/srv/data", hiding],
    ["/tmpfiles", hiding],
    ["/tmp/data", ["PrivateDevices=yes", "ProtectKernelModules=yes"]],
    ["/var", ["PrivateDevices=yes", "ProtectKernelModules=yes"]],
    ["/usr", ["PrivateTmp=yes", "PrivateDevices=yes"]],
    ["/", []],
  ])("source %s", (source, expected) => {
    const lines = unit(backup, system, { source });
    expect(lines.filter((line) => hiding.includes(line))).toEqual(expected);
    // Python cannot start without a temporary directory.
    expect(lines.includes('ReadWritePaths=-"/tmp"')).toBe(!expected.includes("PrivateTmp=yes"));
  });

  test.each([
    ["a target", [], { target: "file:///tmp/disk" }],
    ["a home", ["home: /var/tmp/home"], {}],
  ])("%s in a temporary directory", (_, lines, options) => {
    expect(unit(backup, [...system, ...lines], options)).not.toContain("PrivateTmp=yes");
  });
});
