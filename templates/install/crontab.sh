# --- crontab(1) --------------------------------------------------------------------------------------------------------

# own_crontab WORDS...: crontab(1) for the crontab of the host's user.
# (CRONTAB_NOHEADER keeps Debian from printing a header of its own that is no part of the crontab.)
own_crontab() {
  if [ "${me}" -eq 0 ]; then
    set -- -u "${user}" "$@"
  fi
  CRONTAB_NOHEADER=Y crontab "$@"
}

# read_crontab: to ${work}/crontab, empty when the user has none.
read_crontab() {
  own_crontab -l >"${work}/crontab" 2>"${work}/problem" || {
    problem=$(cat "${work}/problem")
    case ${problem} in
      *[Nn]'o crontab'* | *"can't open"*'No such file'*) : >"${work}/crontab" ;;
      *) die 78 "cannot read the crontab of ${user}: ${problem:-crontab -l failed}" ;;
    esac
  }
  # Debian's crontab(1) ends with 0 where it could not write all of it (measured); its other lines would be lost.
  own_crontab -l 2>/dev/null | cmp -s -- - "${work}/crontab" || die_of_room
}

# make_block: to ${work}/block, empty when nothing is to be in the crontab.
make_block() {
  : >"${work}/block"
  if wanted cron/holdfast.crontab; then
    {
      printf '%s\n' "${block_begin}" \
        && cat "${tree}/cron/holdfast.crontab" \
        && printf '%s\n' "${block_end}"
    } >"${work}/block" || die_of_room
  fi
}

# edit_crontab: from ${work}/crontab to ${work}/crontab.new. An existing block, or that of an install of this host in another
# place, is replaced where it stands, a new one comes last, all other lines stay as they are. Fails, with the reason in ${work}/problem, when that cannot be right.
edit_crontab() {
  begin=${block_begin} other_begin="# BEGIN holdfast ${other:-${install_dir}}" block=${work}/block problem=${work}/problem awk '
    function refuse(why, way_out) {
      print why >ENVIRON["problem"]
      print way_out >ENVIRON["problem"]
      refused = 1
      exit 1
    }
    function put_block(line) {
      while ((getline line <ENVIRON["block"]) > 0) {
        print line
        put++
      }
    }
    # Whatever an edit by hand left of the two lines counts, so that there is never a second block.
    /^[ \t#]*(BEGIN|END) holdfast/ {
      mark = $0
      sub(/\r$/, "", mark)
      if ((mark == ENVIRON["begin"] || mark == ENVIRON["other_begin"]) && !begun) {
        begun = NR
        begin = end = mark
        sub(/BEGIN/, "END", end)
      } else if (mark == end && begun && !ended) {
        ended = NR
        put_block()
      } else {
        refuse("line " NR " of the crontab is out of place: " mark, \
          "uninstall what it belongs to, or remove what is left of it with crontab -e; then run this again")
      }
      next
    }
    begun && !ended { next }
    # CRON_TZ and RANDOM_DELAY are for cronie, TZ for systemd-cron; each holds for all lines below it.
    !begun && !setting && /^[ \t]*["\047]?(CRON_TZ|TZ|RANDOM_DELAY)["\047]?[ \t]*=/ {
      setting = NR ": " $0
    }
    { print }
    END {
      if (refused) exit 1
      if (begun && !ended) {
        refuse("line " begun " of the crontab begins a block that does not end: " begin, \
          "remove what is left of it with crontab -e, and run this again")
      }
      if (!begun) put_block()
      if (put && setting) {
        refuse("the crontab would change the schedule, in line " setting, \
          "remove that line, or put these two above it, and run this again: " ENVIRON["begin"] " / " ENVIRON["end"])
      }
    }
  ' "${work}/crontab" >"${work}/crontab.new"
}

plan_crontab() {
  if ! command -v crontab >/dev/null 2>&1; then
    ! wanted cron/holdfast.crontab || die 78 'there is no crontab(1)' 'install a cron daemon; on Debian: apt install cron'
    return
  fi
  read_crontab
  make_block
  if [ ! -s "${work}/block" ] && ! grep -qF -e "${block_begin}" -e "${block_end}" -- "${work}/crontab"; then
    return
  fi
  edit_crontab || {
    { IFS= read -r problem && IFS= read -r way_out; } <"${work}/problem"
    [ -n "${problem}" ] || die_of_room
    die 78 "${problem}" "${way_out}"
  }
  cmp -s -- "${work}/crontab" "${work}/crontab.new" || step write-crontab "${user}"
}

# write_crontab: what was there is kept by a rename: a copy could be cut short by a signal, or not have been made yet.
write_crontab() {
  mv -f -- "${work}/crontab" "${work}/crontab.before" || return
  if [ -s "${work}/crontab.new" ]; then
    own_crontab "${work}/crontab.new"
  else
    own_crontab -r
  fi
}

put_back_crontab() {
  if [ -s "${work}/crontab.before" ]; then
    own_crontab "${work}/crontab.before"
  elif [ -e "${work}/crontab.before" ] && own_crontab -l >/dev/null 2>&1; then
    own_crontab -r
  fi
}

# warn_without_cron: crontab(1) takes what no daemon will read. (systemd-cron has no daemon, and where the processes of
# others are hidden, nobody can tell.)
warn_without_cron() {
  [ ! -e /lib/systemd/system-generators/systemd-crontab-generator ] || return 0
  if ps -A -o pid= -o comm= 2>/dev/null \
    | awk '$1 == 1 { seen = 1 } /cron|busybox/ { running = 1 } END { exit !(seen && !running) }'; then
    printf 'install.sh: warning: no cron daemon runs here, and nothing starts these jobs until one does\n' >&2
    printf '  with systemd: systemctl enable --now cron (on some systems crond)\n' >&2
  fi
}

# warn_without_mail: a job that tells nobody else needs somebody who gets cron's mail.
warn_without_mail() {
  [ -n "${told_by_mail}" ] || return 0
  problem=
  if begin=${block_begin} awk '
    $0 == ENVIRON["begin"] { exit }
    /^[ \t]*["\047]?MAILTO["\047]?[ \t]*=/ { empty = /=[ \t]*(""|\047\047)[ \t]*$/ }
    END { exit !empty }
  ' "${work}/crontab"; then
    problem='MAILTO is empty in the crontab'
  elif ! command -v sendmail >/dev/null 2>&1; then
    problem='there is no sendmail for the mail of cron'
  fi
  [ -z "${problem}" ] || printf 'install.sh: warning: %s, and nobody is told when these jobs fail: %s\n  %s\n' \
    "${problem}" "${told_by_mail}" 'give them "notify" in the spec, or have "status --max-age" watched' >&2
}
