import environment from "../../templates/job/environment.sh";
import { SAFE_PATH } from "../plan/build.ts";
import { actionOf, type HostPlan, type JobPlan, type ProxyPlan } from "../plan/plan.ts";
import { describe } from "../schedule/describe.ts";
import type { Rule } from "../schedule/schedule.ts";
import { toCronFields } from "../schedule/to-cron.ts";
import { comment, constant, name, render, type ShellSource, sh, word } from "../shell/shell.ts";
import { shlexJoin } from "../shell/shlex.ts";
import type { Artifact } from "./artifact.ts";
import { checksumPlaceholder, sealChecksum } from "./checksum.ts";
import { command } from "./command.ts";
import { type DuplicityOption, fullIfOlderThan, sharedOptions } from "./duplicity-options.ts";
import { featuresOf } from "./features/all.ts";
import { type Feature, turns } from "./features/feature.ts";
import { jobRuntime } from "./job-runtime.ts";
import { jobUsage } from "./job-usage.ts";
import { secretWord } from "./secret-files.ts";

/**
 * A job's standalone script: once what was inherited is gone, what the job is, one quoted literal a line; below it code
 * that is the same for every job with the same features.
 */
export function emitJobScript(host: HostPlan, job: JobPlan): Artifact {
  const features = featuresOf(host, job);
  const blocks = [
    optionFunctions(job),
    listFunctions(job),
    ...features.flatMap(({ functions = [] }) => functions),
    limits(job),
    schedules(host, job),
    accountHome(job),
    jobUsage(host, job),
    jobRuntime(host, job, features),
  ];
  const script = sh`#!/bin/sh
${comment(`Job "${job.name}" of ${host.name}: ${job.sources.join(", ")} to ${job.target.url}`)}
${comment(`Made by Holdfast from ${job.origin} and ${host.origin} of the spec. Edits are lost: change the spec and compile.`)}
${comment(checksumPlaceholder)}
#
${scheduleComments(job)}
# The word "help" lists what this script can be asked for. To read it, begin with main, which comes last, and do_backup.

${constant(environment)}

${constants(host, job)}
${[...features.flatMap(({ data = [] }) => data), ...calls(job, features)]}
${blocks.map(
  (block) => sh`
${block}`,
)}`;
  return {
    path: `${host.name}/jobs/${job.name}.sh`,
    mode: 0o755,
    text: sealChecksum(render(script)),
  };
}

function scheduleComments(job: JobPlan): ShellSource[] {
  return job.actions.map(({ action, schedule, after }) => {
    if (schedule) return comment(`${action}: ${describe(schedule.value)}`);
    return comment(`${action}: ${after ? `after every good ${after}` : "by hand"}`);
  });
}

/** One assignment a line, in the order of interest to who reads them. */
function constants(host: HostPlan, job: JobPlan): ShellSource {
  const { target } = job;
  const passphrase = job.secrets.find(({ purpose }) => purpose === "passphrase");
  const password = job.secrets.find(({ purpose }) => purpose === "rsync-password");
  const backup = actionOf(job, "backup");
  const prune = actionOf(job, "prune");
  const lines: ShellSource[] = [
    sh`job=${word(job.name)}`,
    sh`host=${word(host.name)}`,
    sh`user=${word(job.user)}`,
    sh`home=${word(job.home)}`,
    sh`search_path=${word(host.searchPath.join(":"))}`,
    sh`safe_path=${word(SAFE_PATH.join(":"))}`,
    sh`state_dir=${word(job.stateDir)}`,
    sh`duplicity=${word(job.duplicity)}`,
    sh`source_root=${word(job.sourceRoot)}`,
    sh`target_url=${word(target.url)}`,
  ];
  if (target.kind === "file") {
    const { directory, archivePath } = target;
    const archive =
      archivePath === "" ? directory : `${directory.replace(/\/$/, "")}/${archivePath}`;
    lines.push(sh`target_directory=${word(directory)}`, sh`archive_directory=${word(archive)}`);
  }
  if (target.kind === "rsync-daemon") {
    lines.push(
      sh`module_url=${word(target.moduleUrl)}`,
      sh`archive_path=${word(target.archivePath)}`,
      sh`rsync_password_file=${word(password?.file ?? "")}`,
      sh`rsync_options=${word(shlexJoin(target.rsyncOptions))}`,
      ...(target.proxy ? proxyConstants(target.proxy, job) : []),
    );
  }
  lines.push(sh`passphrase_file=${word(passphrase?.file ?? "")}`);
  if (backup) lines.push(sh`full_if_older_than=${word(fullIfOlderThan(backup))}`);
  if (prune) {
    lines.push(
      sh`keep_full=${word(textOf(prune.keepFull))}`,
      sh`older_than=${word(prune.olderThan?.text ?? "")}`,
      sh`older_than_s=${word(textOf(prune.olderThan?.seconds))}`,
      sh`keep_incrementals_of=${word(textOf(prune.keepIncrementalsOf))}`,
    );
  }
  lines.push(sh`max_age_s=${word(textOf(job.maxAge))}`);
  lines.push(
    sh`other_actions=${word(otherActions(host).join(" "))}`,
    sh`recorded_actions=${word(job.actions.map(({ action }) => action).join(" "))}`,
  );
  return sh`${lines}`;
}

/** Empty for none. */
function textOf(value: number | null | undefined): string {
  return value === null || value === undefined ? "" : String(value);
}

/** What a person can ask for, and systemd, besides the actions that are recorded. */
function otherActions({ scheduler }: HostPlan): string[] {
  const ofUnits = scheduler === "systemd" ? ["notify"] : [];
  return ["restore", "list", "status", "check", "cleanup", "duplicity", ...ofUnits];
}

function proxyConstants({ address, user, recommended }: ProxyPlan, job: JobPlan): ShellSource[] {
  const password = job.secrets.find(({ purpose }) => purpose === "proxy-password");
  return [
    sh`proxy=${word(address)}`,
    sh`proxy_user=${word(user ?? "")}`,
    sh`proxy_password_file=${word(password?.file ?? "")}`,
    ...(recommended ? [sh`connect_package=${word(recommended.package)}`] : []),
  ];
}

/** As a crontab has it, and the zone whose clock is meant unless that is the host's. */
function ruleText(rule: Rule): string {
  return [toCronFields(rule), rule.timezone ?? []].flat().join(" ");
}

/** Which functions are called besides the action itself, and when. */
function calls(job: JobPlan, features: readonly Feature[]): ShellSource[] {
  // Root does not go on as anybody.
  const taken = turns.filter((turn) => turn !== "enter" || job.user !== "root");
  return taken.map((turn) => {
    const functions = features.flatMap(({ calls }) => calls?.[turn] ?? []);
    return sh`${name(`at_${turn}`)}=${word(functions.join(" "))}`;
  });
}

/** What cannot be one variable: lists of words for duplicity. */
function optionFunctions(job: JobPlan): ShellSource {
  const options = [
    ...sharedOptions(job).map(optionSource),
    ...job.extraOptions.map((option) => sh`${word(option)}`),
    sh`"$@"`,
  ];
  const run = sh`# duplicity_run VERB WORDS...: duplicity, with the options that every command on this archive shares.
duplicity_run() {
  verb=$1
  shift
  ${command(sh`engine "\${verb}"`, options)}
}`;
  if (!actionOf(job, "backup")) return run;
  const selection = [...job.selection.map((option) => sh`${word(option)}`), sh`"$@"`];
  return sh`${run}

# duplicity_backup VERB WORDS...: the same, with what is in and what is out; the first line that matches decides.
duplicity_backup() {
  verb=$1
  shift
  ${command(sh`duplicity_run "\${verb}"`, selection)}
}`;
}

/** What a run may change, or root's restore has elsewhere. */
const runtimeValues: Readonly<Record<string, ShellSource>> = {
  "--archive-dir": sh`"\${archive_dir}"`,
  "--tempdir": sh`"\${temp_dir}"`,
  "--rsync-options": sh`"\${rsync_options}"`,
};

function optionSource({ name: option, value }: DuplicityOption): ShellSource {
  const bare = sh`${constant(option)}`;
  return value === undefined ? bare : sh`${bare}=${runtimeValues[option] ?? word(value)}`;
}

/** Lists that are handed to a command: COMMAND becomes COMMAND and the list. */
function listFunctions(job: JobPlan): ShellSource {
  const { target } = job;
  const files = job.secrets.map((secret) => secretWord(job, secret));
  const sources = job.sources.map((source) => sh`${word(source)}`);
  const functions = [
    sh`# Lists, each for the command that it is called with.
source_paths() {
  ${command(sh`"$@"`, sources)}
}`,
  ];
  if (files.length > 0) {
    functions.push(sh`
secret_files() {
  ${command(sh`"$@"`, files)}
}`);
  }
  if (target.kind === "rsync-daemon") {
    const options = [
      ...(target.proxy?.kind === "socks5" || target.port === 873
        ? []
        : [sh`${word(`--port=${target.port}`)}`]),
      ...target.rsyncOptions.map((option) => sh`${word(option)}`),
    ];
    functions.push(sh`
rsync_words() {
  ${command(sh`"$@"`, options)}
}`);
    const programs = target.proxy?.connectPrograms.map((program) => sh`${word(program)}`) ?? [];
    if (programs.length > 0) {
      functions.push(sh`
connect_programs() {
  ${command(sh`"$@"`, programs)}
}`);
    }
  }
  return sh`${functions}`;
}

/** A tilde prefix: the shell asks the system's user database, which may be a server. Names of users need no quotes. */
function accountHome({ user }: JobPlan): ShellSource {
  return sh`# find_account_home: sets account_home to what the system says.
find_account_home() {
  account_home=${constant(`~${user}`)}
}`;
}

/** Seconds. What reads a whole archive back may take as long as making it did. */
function limits(job: JobPlan): ShellSource {
  const others = 21_600;
  const arms = job.actions.flatMap(({ action, timeout }) => {
    const names = action === "backup" ? sh`backup | restore` : sh`${constant(action)}`;
    return action === "backup" || timeout !== others
      ? sh`    ${names}) limit_s=${word(String(timeout))} ;;`
      : [];
  });
  return sh`# limit_of ACTION: sets limit_s, the seconds after which a run of it is ended.
limit_of() {
  case $1 in
${arms}
    *) limit_s=${word(String(others))} ;;
  esac
}`;
}

/** For awk: a rule as a crontab has it, and several with " | " between them. */
function schedules({ style }: HostPlan, job: JobPlan): ShellSource {
  const arms = job.actions.flatMap(({ action, schedule }) => {
    if (!schedule || style === "inline") return [];
    const rules = schedule.value.rules.map(ruleText).join(" | ");
    return sh`    ${constant(action)}) fields=${word(rules)} ;;`;
  });
  const others = sh`    *) fields= ;;`;
  return sh`# fields_of ACTION: sets fields to its schedule, as a crontab has it; empty when it has none.
fields_of() {
  case $1 in
${[...arms, others]}
  esac
}`;
}
