#!/bin/sh
# run-suite.sh SUITE: runs one suite of the tests, a bats file or one of the names below, from the root of the
# repository. Writes "PASSED FAILED" to ${results}/SUITE.count (with _ for /), and prints the output of a suite that failed.
set -eu
suite=$1
# Two folders may have a suite of the same name.
name=$(printf "%s" "${suite}" | tr / _)
output="${results:?}/${name}.output"
limit_s=900
began=$(date +%s)
uid=$(id -u)

# as_root COMMAND...
as_root() {
  if [ "${uid}" -eq 0 ]; then
    "$@"
  else
    sudo -n env PATH="${PATH}" "$@"
  fi
}

# one COMMAND...: a suite that is a single test.
one() {
  if timeout "${limit_s}" "$@" >"${output}" 2>&1 </dev/null; then
    echo 1 0
  else
    echo 0 1
  fi
}

# Whatever the plan promises and no "ok" line confirms has failed: tests that were skipped, or never ran.
run_bats() {
  set -- node_modules/bats/bin/bats
  case ${suite} in
    test/tor/*) set -- scripts/in-own-network.sh "$@" ;;
    *) ;;
  esac
  set +e
  as_root timeout "${limit_s}" "$@" --formatter tap "${suite}" >"${output}" 2>&1 </dev/null
  status=$?
  set -e
  awk -v status="${status}" '
    /^1\.\.[0-9]+$/ { planned = substr($0, 4) }
    /^ok / && !/# skip/ { passed++ }
    END {
      failed = planned - passed
      if (failed == 0 && (status != 0 || planned == 0)) failed = 1
      print passed + 0, failed
    }' "${output}"
}

# run_vitest ARGUMENT...
run_vitest() {
  report="${results}/${name}.json"
  set +e
  as_root timeout "${limit_s}" node_modules/.bin/vitest run --reporter=default --reporter=json \
    --outputFile.json="${report}" "$@" >"${output}" 2>&1 </dev/null
  status=$?
  set -e
  node -e '
    const [file, status] = process.argv.slice(1);
    const report = JSON.parse(require("node:fs").readFileSync(file, "utf8"));
    const passed = report.numPassedTests;
    // A file that could not be loaded has no tests to count.
    const broken = report.testResults.filter((r) => r.status === "failed" && r.assertionResults.length === 0).length;
    const failed = report.numTotalTests - passed + broken;
    console.log(passed, failed === 0 && (status !== "0" || passed === 0) ? 1 : failed);
  ' "${report}" "${status}"
}

# Each fault is a test. The last line says how many were injected, and how many survived.
run_campaign() {
  set +e
  as_root timeout "${limit_s}" python3 test/campaign/campaign.py >"${output}" 2>&1 </dev/null
  set -e
  awk '
    { figures = / faults injected, [0-9]+ survived$/ && NF == 5 }
    { injected = $1; survived = $4 }
    END { if (figures && injected > 0) print survived, injected - survived; else print 0, 1 }' "${output}"
}

case ${suite} in
  *.bats) count=$(run_bats) ;;
  unit) count=$(run_vitest) ;;
  campaign) count=$(run_campaign) ;;
  schedules) count=$(run_vitest --config test/schedules/vitest.config.ts) ;;
  biome) count=$(one node_modules/.bin/biome check .) ;;
  types) count=$(one node_modules/.bin/tsc --noEmit) ;;
  shell) count=$(one sh scripts/lint-shell.sh) ;;
  fresh) count=$(one node dist/holdfast.cjs compile --check examples/reference/backup.yaml) ;;
  demo) count=$(one sh scripts/test-demo.sh) ;;
  *)
    echo "run-suite.sh: there is no suite ${suite}" >&2
    exit 64
    ;;
esac
printf '%s\n' "${count}" >"${results}/${name}.count"
ended=$(date +%s)
printf '%-28s %s passed, %s failed, %s s\n' "${suite}" "${count% *}" "${count#* }" "$((ended - began))"
if [ "${suite}" = campaign ]; then
  sed -n 's/^.* faults injected, .*/    &/p' "${output}"
fi
if [ "${count#* }" -ne 0 ]; then
  sed 's/^/    /' "${output}"
elif [ "${suite}" = schedules ]; then
  sed -n 's/^figures: /    /p' "${output}"
fi
