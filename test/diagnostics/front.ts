import { Reporter } from "../../src/diagnostics/reporter.ts";
import { nodeHost } from "../../src/node-host.ts";
import { resolve } from "../../src/resolve/resolve.ts";
import { validate } from "../../src/schema/validate.ts";
import { shellParser } from "../../src/shell-syntax/parser.ts";
import { SourceFile } from "../../src/source/source-file.ts";
import { parseYaml } from "../../src/source/yaml.ts";
import { decode } from "../../src/spec/decode.ts";

const parseShell = shellParser(() => nodeHost().readShellParser());

/** Takes a spec through all phases that report what its author did wrong. */
export function front(text: string, path = "backup.yaml"): Reporter {
  const reporter = new Reporter();
  const root = parseYaml(new SourceFile(path, text), reporter);
  if (root && validate(root, reporter) && !reporter.hasErrors) {
    resolve(decode(root), reporter, parseShell);
  }
  return reporter;
}
