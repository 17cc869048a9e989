import { expect, test } from "vitest";
import { planSpec } from "../../src/compile/compile.ts";
import { emitRecovery } from "../../src/emit/recovery.ts";
import { nodeHost } from "../../src/node-host.ts";

/** Secrets that jobs of two users share: an encrypted one, and one in the home of one of them. */
const spec = `
version: 1
secrets:
  sealed: { credential: sealed, encrypted: /etc/sealed, copy: office safe }
  open: { file: /home/ada/open, copy: office safe }
defaults:
  target: { url: "file:///mnt/disk" }
  encryption: { passphrase: sealed, previous: [open] }
  backup: {}
jobs:
  photos: { source: /srv/photos, run_as: ada }
  etc: { source: /etc }
hosts:
  the-server: { user: root, scheduler: systemd, jobs: [photos, etc] }
`;

test("every secret that the commands read is one that was to be written down", () => {
  const host = { ...nodeHost(), readStdin: () => Buffer.from(spec) };
  const recovery = planSpec(host, "-").plan?.hosts.map((one) => emitRecovery(one).text)[0] ?? "";
  const written = [...recovery.matchAll(/^- `([^`]+)`:/gm)].map(([, file]) => file);
  const read = [
    ...[...recovery.matchAll(/ <([~/]\S+)$/gm)].map(([, file]) => file),
    ...[...recovery.matchAll(/^for file in (.*); do$/gm)].flatMap(([, files]) => files?.split(" ")),
  ];
  expect(new Set(read)).toEqual(new Set(written));
  expect(written).toEqual(["~/secrets/etc/sealed", "~/ada/open", "/home/ada/open"]);
});
