#!/usr/bin/env bats
# A real cron daemon runs the compiled crontab, and its run equals the one by hand.

load ../lab/lab
load ../lab/recorder
load ../lab/cron

setup_file() {
  lab_open
  as_user mkdir "${LAB}/home/data" "${LAB}/home/disk"
  as_user touch "${LAB}/home/data/file"
  # shellcheck disable=SC2089 # the quotes belong to the name
  INSTALL_DIR="${LAB}/home/100% sure, #1 \\ it's \"here\""
  # shellcheck disable=SC2090
  export INSTALL_DIR
  lab_spec <<END
version: 1
jobs:
  minutely:
    source: ~/data
    target: { url: "file://${LAB}/home/disk" }
    encryption: { passphrase: { file: ~/.duplicity.secret } }
    backup: { schedule: "* * * * *" }
hosts:
  the-server:
    scheduler: cron
    install_dir: |-
      ${INSTALL_DIR}
    jobs: [minutely]
$(lab_host)
END
  lab_compile
}

teardown_file() {
  lab_close
}

recorded() {
  compgen -G "${LAB}/records/*.json" >/dev/null
}

# call_of DIR: the one call on record in DIR, without the directory that the starter was in.
call_of() {
  python3 - "$1" <<'END'
import glob, json, sys
(path,) = glob.glob(sys.argv[1] + "/*.json")
call = json.load(open(path))
call["environment"].pop("OLDPWD", None)
print(json.dumps(call, indent=1, sort_keys=True))
END
}

@test "cron runs the compiled line, and the run equals the one by hand" {
  recorder_start
  as_user mkdir -p "${INSTALL_DIR}/jobs"
  as_user cp "${LAB}/host/jobs/minutely.sh" "${INSTALL_DIR}/jobs/"
  cron_start "${LAB}/host/cron/holdfast.crontab"
  wait_until 75 recorded
  wait_until 10 user_is_idle
  cron_stop
  recorder_take "${LAB}/by-cron"
  run job minutely scheduled backup
  assert_success
  recorder_take "${LAB}/by-hand"
  run call_of "${LAB}/by-cron"
  assert_success
  local by_cron=${output}
  run call_of "${LAB}/by-hand"
  assert_success
  assert_output "${by_cron}"
}
