import { expect, test } from "vitest";
import { credentialSource } from "../../src/systemd/credential.ts";
import { environmentValue } from "../../src/systemd/environment.ts";
import { execArgument, execProgram, fitsExecProgram } from "../../src/systemd/exec.ts";
import { fitsUnitPath, unitPath } from "../../src/systemd/path.ts";
import { description, plain } from "../../src/systemd/text.ts";
import { renderUnit, section, setting, unitComment } from "../../src/systemd/unit.ts";
import { unitFileName, unitName } from "../../src/systemd/unit-name.ts";

test("each setting quotes by its own rules", () => {
  const text = `a"b\\c%d$e`;
  const lines = [
    unitComment("x\ny"),
    section("Service"),
    setting("Description", description(text)),
    setting("Type", plain("oneshot")),
    setting("ExecStart", execProgram("/a b$%"), execArgument(text), execArgument("\n\t\u0001")),
    setting("Environment", environmentValue("X", text)),
    setting("ReadWritePaths", unitPath(`/${text}`), unitPath("/b c")),
    setting("Unit", unitName("holdfast-a-backup", "service")),
  ];
  expect(renderUnit(lines).split("\n")).toEqual([
    "# x\\u{a}y",
    "",
    "[Service]",
    'Description=a"b\\c%%d$e',
    "Type=oneshot",
    'ExecStart="/a b$%%" "a\\"b\\\\c%%d$$e" "\\n\\t\\x01"',
    'Environment="X=a\\"b\\\\c%%d$e"',
    'ReadWritePaths="/a\\"b\\\\c%%d$e" "/b c"',
    "Unit=holdfast-a-backup.service",
    "",
  ]);
});

test.each(["bin/x", "", '/a"b', "/a'b", "/a\\b", "/a\tb", "/a\nb"])(
  "systemd can run no program %j",
  (path) => {
    expect(fitsExecProgram(path)).toBe(false);
    expect(() => execProgram(path)).toThrow("systemd cannot run");
  },
);

test.each(["a", "", "/a\nb", "/a\rb", "/a\uffffb"])("systemd can be told of no path %j", (path) => {
  expect(fitsUnitPath(path)).toBe(false);
  expect(() => unitPath(path)).toThrow("systemd cannot be told of");
});

test("a credential's file stands as it is, but for specifiers", () => {
  expect(renderUnit([setting("LoadCredential", credentialSource("a-b.c", "/x y:%h"))])).toBe(
    "LoadCredential=a-b.c:/x y:%%h\n",
  );
  for (const path of ["x", "/x ", "/x\\", "/x\n"]) {
    expect(() => credentialSource("a", path)).toThrow("systemd cannot load");
  }
});

test.each(["$x", "a%b", 'a"b', "a  b", " a", "a\\", "a\n", ""])("%j is not plain", (text) => {
  expect(() => plain(text)).toThrow("is not plain");
});

test.each(["*-*-* 03:05:00", "Mon..Fri *-01,07-01..07 08:00,15:00", "a_b-c@d"])(
  "%j is plain",
  (text) => {
    expect(renderUnit([setting("OnCalendar", plain(text))])).toBe(`OnCalendar=${text}\n`);
  },
);

test("a description that ends in a backslash does not join the next line", () => {
  expect(renderUnit([setting("Description", description("a\\"))])).toBe("Description=a\\ \n");
});

test("a variable has a variable's name and a text that systemd accepts", () => {
  expect(() => environmentValue("A=B", "c")).toThrow("is no name");
  expect(() => environmentValue("A", "\uffff")).toThrow("systemd cannot set");
});

test("a unit's name needs no escaping and fits a file name", () => {
  expect(unitFileName(unitName("holdfast-a_b-prune", "timer"))).toBe("holdfast-a_b-prune.timer");
  expect(() => unitName("a b", "timer")).toThrow("is no name for a unit");
  expect(() => unitName("../x", "timer")).toThrow("is no name for a unit");
  expect(() => unitName("a".repeat(250), "timer")).toThrow("is no name for a unit");
});
