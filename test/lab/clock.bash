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
  chmod 755 "${LAB}/bin/date" "${LAB}/bin/duplicity"
}

clock_right() {
  rm "${LAB}/bin/date" "${LAB}/bin/duplicity"
}
