# A clock that is wrong, for the job and its duplicity; for bats, after lab.bash.

# clock_set SECONDS: from now on it is that much ahead, or behind if negative.
clock_set() {
  cat >"${LAB}/bin/date" <<END
#!/bin/sh
exec /usr/bin/date -d "@\$((\$(/usr/bin/date +%s) + $1))" "\$@"
END
  cat >"${LAB}/bin/duplicity" <<END
#!/bin/sh
exec /usr/bin/duplicity "\$@" --current-time="\$(date +%s)"
END
  # Scripts read the clock by awk, too, at the end of a step.
  cat >"${LAB}/bin/awk" <<END
#!/usr/bin/python3
import os, sys
os.execv("/usr/bin/awk", ["awk"] + [word.replace("now = srand()", "now = srand() + ($1)") for word in sys.argv[1:]])
END
  chmod 755 "${LAB}/bin/date" "${LAB}/bin/duplicity" "${LAB}/bin/awk"
}

clock_right() {
  rm -f "${LAB}/bin/date" "${LAB}/bin/duplicity" "${LAB}/bin/awk"
}
