import { codes } from "../diagnostics/codes.ts";
import type { Command, Operand, Option } from "./command.ts";

const spec: Operand = {
  name: "SPEC",
  summary: "the spec; backup.yaml when not given, - for standard input",
  completion: "file",
};

const output: Option = {
  name: "output",
  short: "o",
  summary: "the tree of compiled files; out when not given",
  value: { name: "DIR", completion: "directory" },
};

const json: Option = { name: "json", summary: "print JSON" };

/** Every command, in the order in which help shows them. */
export const commands: readonly Command[] = [
  {
    name: "compile",
    summary: "write the scripts and schedules of a spec",
    operand: spec,
    options: [
      output,
      {
        name: "host",
        summary: "only this host; leave the others as they are",
        value: { name: "NAME", repeatable: true, completion: "none" },
      },
      { name: "check", summary: "write nothing; show what differs, and exit 1 if anything does" },
      { name: "dry-run", summary: "write nothing; list what would be done" },
      {
        name: "force",
        summary: "overwrite and delete files that were edited by hand or are not Holdfast's",
      },
    ],
    load: () => import("./commands/compile.ts"),
  },
  {
    name: "check",
    summary: "report everything that is wrong with a spec",
    operand: spec,
    options: [
      {
        name: "format",
        summary: "how to report: text (the default), json, sarif or github",
        value: { name: "FORMAT", completion: () => ["text", "json", "sarif", "github"] },
      },
      { name: "strict", summary: "exit 1 for warnings, too" },
    ],
    load: () => import("./commands/check.ts"),
  },
  {
    name: "plan",
    summary: "show what will be run where",
    operand: spec,
    options: [json],
    load: () => import("./commands/plan.ts"),
  },
  {
    name: "schedule",
    summary: "show when each action will run",
    operand: spec,
    options: [
      {
        name: "from",
        summary: "show runs from this time on, such as 2026-01-06T03:05Z; now when not given",
        value: { name: "INSTANT", completion: "none" },
      },
      {
        name: "next",
        summary: "how many runs of each action, 1 to 1000; 5 when not given",
        value: { name: "N", completion: "none" },
      },
      json,
    ],
    load: () => import("./commands/schedule.ts"),
  },
  {
    name: "diff",
    summary: "show how the tree differs from what compile would write",
    operand: spec,
    options: [output],
    load: () => import("./commands/diff.ts"),
  },
  {
    name: "init",
    summary: "write a first backup.yaml to start from",
    options: [],
    load: () => import("./commands/init.ts"),
  },
  {
    name: "explain",
    summary: "tell more about a diagnostic; without a code, list them all",
    operand: {
      name: "CODE",
      summary: "what stands in brackets at the end of a message",
      completion: () => Object.keys(codes),
    },
    options: [],
    load: () => import("./commands/explain.ts"),
  },
  {
    name: "schema",
    summary: "print the JSON Schema of the spec, for editors",
    options: [],
    load: () => import("./commands/schema.ts"),
  },
  {
    name: "completion",
    summary: "print a script that completes holdfast's arguments",
    operand: {
      name: "SHELL",
      required: true,
      summary: "bash, zsh or fish",
      completion: () => ["bash", "zsh", "fish"],
    },
    options: [],
    load: () => import("./commands/completion.ts"),
  },
];
