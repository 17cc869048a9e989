// What must not compile. A line below `@ts-expect-error` that does compile is an error itself.
import { cron } from "../../src/cron/code.ts";
import { cronCommandWord } from "../../src/cron/command-word.ts";
import { cronEntry } from "../../src/cron/crontab.ts";
import { plistArray, plistEntry, plistString } from "../../src/launchd/plist.ts";
import { comment, name, render, sh, type ShellWord, word } from "../../src/shell/shell.ts";
import { environmentValue } from "../../src/systemd/environment.ts";
import { execArgument, execProgram } from "../../src/systemd/exec.ts";
import { unitPath } from "../../src/systemd/path.ts";
import { description, plain } from "../../src/systemd/text.ts";
import { setting } from "../../src/systemd/unit.ts";

// What shall compile, does.
sh`${name("x")}=${word("a b")}
${comment("why")}
${[sh`:`, sh`:`]}`;
setting("ExecStart", execProgram("/bin/x"), execArgument("a"), execArgument("b"));
setting("Environment", environmentValue("A", "b"));
setting("Type", plain("oneshot"));
cronEntry("* * * * *", cronCommandWord("/bin/x"));
cronEntry("* * * * *", cron`A=${cronCommandWord("a b")} ${[cron`x`, cronCommandWord("y")]}`);
plistEntry("ProgramArguments", plistArray([plistString("/bin/x")]));

// A raw string is no shell code.
// @ts-expect-error
sh`echo ${"a b"}`;
// @ts-expect-error
sh`echo ${1}`;
// @ts-expect-error
sh`echo ${undefined}`;
// @ts-expect-error
sh`echo ${[word("a")]}`;
// @ts-expect-error
render("echo");
// @ts-expect-error
render(word("echo"));

// Values are not joined outside a template.
// @ts-expect-error
word("a") + word("b");
// @ts-expect-error
const joined: string = word("a");
// @ts-expect-error
word(word("a"));

// One sink's value is no other's.
// @ts-expect-error
sh`echo ${cronCommandWord("a")}`;
// @ts-expect-error
sh`echo ${execArgument("a")}`;
// @ts-expect-error
cronEntry("* * * * *", word("a"));
// @ts-expect-error
cron`echo ${"a b"}`;
// @ts-expect-error
cron`echo ${word("a")}`;
// @ts-expect-error
sh`echo ${cron`a`}`;
// @ts-expect-error
plistEntry("Label", word("a"));
// @ts-expect-error
plistArray(["a"]);
// @ts-expect-error
setting("ExecStart", execArgument("/bin/x"));
// @ts-expect-error
setting("ExecStart", execProgram("/bin/x"), word("a"));
// @ts-expect-error
setting("Environment", execArgument("A=b"));
// @ts-expect-error
setting("Description", plain("a"));
// @ts-expect-error
setting("ReadWritePaths", plain("/a"));
// @ts-expect-error
setting("Type", description("oneshot"));
// @ts-expect-error
setting("Type", "oneshot");
// @ts-expect-error
setting("ExecStart", unitPath("/bin/x"));

// Nothing passes for a value that its sink did not make.
// @ts-expect-error
const forged: ShellWord = { kind: "shell word" };
export { forged, joined };
