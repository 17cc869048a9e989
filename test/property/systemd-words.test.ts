import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { environmentValue, fitsEnvironment } from "../../src/systemd/environment.ts";
import { execArgument, execProgram, fitsExecProgram } from "../../src/systemd/exec.ts";
import { fitsUnitPath, optionalUnitPath, unitPath } from "../../src/systemd/path.ts";
import { description, plain } from "../../src/systemd/text.ts";
import {
  renderUnit,
  section,
  setting,
  type UnitLine,
  unitComment,
} from "../../src/systemd/unit.ts";
import { visible } from "../../src/text/visible.ts";
import { type BootedSystemd, bootSystemd } from "../lab/booted-systemd.ts";
import { batch, everyLatinCharacter } from "./hostile-text.ts";

let lab: string;
let machine: BootedSystemd;

beforeAll(async () => {
  lab = mkdtempSync(join(tmpdir(), "systemd-words."));
  writeFileSync(
    join(lab, "recorder"),
    `#!/bin/sh\nprintf '%s\\0' "$0" "$@" >>"\${0%%/name/*}/record"\n`,
    { mode: 0o755 },
  );
  machine = await bootSystemd(lab);
});

afterAll(async () => {
  await machine.close();
  rmSync(lab, { recursive: true });
});

function install(lines: readonly UnitLine[]): void {
  writeFileSync(join(lab, "words.service"), renderUnit(lines));
  machine.run("cp", join(lab, "words.service"), "/run/systemd/system/");
  machine.run("systemctl", "daemon-reload");
}

/** A string or list property of the unit, as D-Bus has it: nothing is quoted but by JSON. */
function property(type: "Service" | "Unit", name: string): unknown {
  const output = machine.run(
    ...["busctl", "--json=short", "get-property", "org.freedesktop.systemd1"],
    "/org/freedesktop/systemd1/unit/words_2eservice",
    `org.freedesktop.systemd1.${type}`,
    name,
  );
  return JSON.parse(output).data;
}

/** Fit for a file name; the letters keep it from being `.` or `..`, the number from being another's. */
function nameOf(text: string, i: number): string {
  return `p${text.replaceAll("/", "|")}${i}`;
}

function programOf(text: string, i: number): string {
  const program = `${lab}/name/${nameOf(text, i)}`;
  return fitsExecProgram(program) ? program : `${lab}/name/${i}`;
}

const texts = batch(150).map((random) => [...everyLatinCharacter, ...random]);
const twice = { numRuns: 2, endOnFailure: true };

test("systemd runs any program with any argument, and nothing of a comment", () => {
  fc.assert(
    fc.property(texts, (all) => {
      rmSync(join(lab, "name"), { recursive: true, force: true });
      rmSync(join(lab, "record"), { force: true });
      mkdirSync(join(lab, "name"));
      all.forEach((text, i) => {
        symlinkSync("../recorder", programOf(text, i));
      });
      install([
        section("Service"),
        setting("Type", plain("oneshot")),
        ...all.flatMap((text, i) => [
          unitComment(`${text}\\`),
          setting(
            "ExecStart",
            execProgram(programOf(text, i)),
            execArgument(text),
            execArgument(""),
          ),
        ]),
      ]);
      machine.run("systemctl", "start", "words.service");
      expect(readFileSync(join(lab, "record"), "utf8").split("\0")).toEqual([
        ...all.flatMap((text, i) => [programOf(text, i), text, ""]),
        "",
      ]);
    }),
    twice,
  );
});

test("systemd gives a service any environment", () => {
  fc.assert(
    fc.property(texts, (all) => {
      const fitting = all.filter(fitsEnvironment);
      rmSync(join(lab, "environment"), { force: true });
      install([
        section("Service"),
        setting("Type", plain("oneshot")),
        setting("StandardOutput", plain(`file:${lab}/environment`)),
        ...fitting.map((text, i) => setting("Environment", environmentValue(`V${i}`, text))),
        setting("ExecStart", execProgram("/usr/bin/env"), execArgument("-0")),
      ]);
      machine.run("systemctl", "start", "words.service");
      const found = readFileSync(join(lab, "environment"), "utf8")
        .split("\0")
        .filter((variable) => /^V\d/.test(variable));
      expect(found.sort()).toEqual(fitting.map((text, i) => `V${i}=${text}`).sort());
    }),
    twice,
  );
});

test("systemd opens any path without a line end, and shows any description", () => {
  fc.assert(
    fc.property(texts, (all) => {
      const paths = all.map((text, i) => `/${nameOf(text, i)}`).filter(fitsUnitPath);
      const sentence = `x${all.join("").slice(0, 2000)}\\`;
      install([
        section("Unit"),
        setting("Description", description(sentence)),
        setting("RequiresMountsFor", ...paths.map(unitPath)),
        section("Service"),
        setting("ReadWritePaths", ...paths.map(unitPath)),
        setting("ReadOnlyPaths", ...paths.map(optionalUnitPath)),
        setting("ExecStart", execProgram("/bin/true")),
      ]);
      expect(property("Service", "ReadWritePaths")).toEqual(paths);
      expect(property("Service", "ReadOnlyPaths")).toEqual(paths.map((path) => `-${path}`));
      expect(property("Unit", "RequiresMountsFor")).toEqual(expect.arrayContaining(paths));
      expect(property("Unit", "Description")).toBe(visible(sentence));
    }),
    twice,
  );
});
