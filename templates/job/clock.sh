# --- The clock -----------------------------------------------------------------------------------------------------

# seconds_of TIME: sets seconds (since 1970) to a time as duplicity writes it in names of files, such as 20260106T030500Z;
# to 0 for any other text.
seconds_of() {
  seconds=0
  case $1 in
    [1-9][0-9][0-9][0-9][01][0-9][0-3][0-9]T[0-2][0-9][0-5][0-9][0-6][0-9]Z) ;;
    *) return 0 ;;
  esac
  date=${1%T*}
  # A digit in front, as a 0 would make it octal.
  of_day=${1#*T}
  of_day=1${of_day%Z}
  year=$((date / 10000))
  month=$((date / 100 % 100))
  # Years from March, so that the odd day is the last one.
  if [ "${month}" -le 2 ]; then
    year=$((year - 1))
    month=$((month + 12))
  fi
  days=$((365 * year + year / 4 - year / 100 + year / 400 + (153 * (month - 3) + 2) / 5 + date % 100 - 719469))
  seconds=$((days * 86400 + of_day / 10000 % 100 * 3600 + of_day / 100 % 100 * 60 + of_day % 100))
}

# newest_set: sets newest_known to the time of the newest backup that the cache has whole, as in names of files, and newest_s
# to the same in seconds since 1970; to nothing and 0 without any.
newest_set() {
  newest_known=
  newest_s=0
  for kind in full inc; do
    # The shell sorts names, and so times; an incremental's name begins with the time of the backup before.
    set -- "${archive_dir}/${job}/duplicity-${kind}".*.manifest
    shift "$(($# - 1))"
    time=${1%.manifest}
    time=${time##*.}
    seconds_of "${time}"
    if [ "${seconds}" -gt "${newest_s}" ]; then
      newest_known=${time}
      newest_s=${seconds}
    fi
  done
}

# check_clock: a backup before the newest one would be part of no chain: duplicity exits 0, and 17 the next time (0.8.22,
# measured).
check_clock() {
  newest_set
  [ "${newest_s}" -le "${started}" ] || die 78 "the clock says ${started_at}, and the newest backup is of ${newest_known}, which is later" \
    "set the clock right; if it is right, and was wrong when that backup was made: delete the files at ${target_url} whose names hold \"${newest_known}.\", and run \"list\", by which they are forgotten here"
}
