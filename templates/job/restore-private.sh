# open_private: root restores with a cache, a log, a keyring and a home of its own: it writes nothing where the user could
# have put a link, and runs nothing that the user could have changed.
open_private() {
  remove_killed_private
  temporary=$(mktemp -d "/var/tmp/holdfast.${job}.XXXXXX") || die 78 'cannot make a private directory in /var/tmp'
  # (mksh forgets the status of an exit within another trap, unless it is told again.)
  trap 'code=$?; rm -rf -- "${temporary}"; exit "${code}"' EXIT
  exec 9<"${temporary}"
  try_lock 9 || die 78 "cannot lock ${temporary}"
  HOME=${temporary}
  export PYTHONNOUSERSITE=1
  use_work_dir "${temporary}"
  make_work_dir
  open_step "${action}"
  program=$(command -v "${duplicity}") || need "${duplicity}" duplicity
  above=${program}
  while [ -n "${above}" ]; do
    [ -O "${above}" ] || die 77 "root does not run ${program}: ${above} is another user's" "restore as ${user}, or install duplicity as root"
    above=${above%/*}
  done
}

# remove_killed_private: what a restore of root's that was killed has left. Each locks its own for as long as it runs.
remove_killed_private() {
  for left in "/var/tmp/holdfast.${job}".??????; do
    if [ -O "${left}" ] && [ ! -h "${left}" ] && (exec 9<"${left}" && try_lock 9) 2>/dev/null; then
      rm -rf -- "${left}"
    fi
  done
}
