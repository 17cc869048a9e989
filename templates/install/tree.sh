# --- The files: those beside this script, and those of the install before --------------------------------------------

# sha256_of FILE: sets hash.
sha256_of() {
  if command -v sha256sum >/dev/null 2>&1; then
    hash=$(sha256sum <"$1")
  elif command -v shasum >/dev/null 2>&1; then
    hash=$(shasum -a 256 <"$1")
  else
    hash=$(python3 -I -c 'import hashlib, sys; print(hashlib.sha256(sys.stdin.buffer.read()).hexdigest())' <"$1")
  fi || die 78 'found no way to compute a SHA-256: no sha256sum, shasum or python3'
  hash=${hash%% *}
}

# names_in MANIFEST: the names it lists, but for any that would lead out of its directory.
names_in() {
  lines_of '/\.\./d; s|^[0-9a-f]\{64\}  \([A-Za-z0-9_][A-Za-z0-9_./@-]*\)$|\1|p' "$1"
}

# lines_of FILTER FILE: what a sed(1) script prints of it. What cannot be read must not pass for a file that lists nothing.
lines_of() {
  sed -n -e "$1" "$2" || die 78 "cannot read $2"
}

# check_tree: nothing is installed from a directory that was copied in part, or edited.
check_tree() {
  manifest=${tree}/MANIFEST.sha256
  [ -f "${manifest}" ] || die 78 "${manifest} is missing" 'copy the whole directory that compile wrote, and run the install.sh in it'
  names_in "${manifest}" >"${work}/wanted"
  while read -r listed name; do
    wanted "${name}" || die 78 "${manifest} lists what cannot be installed: ${name}"
    hash=
    if [ -f "${tree}/${name}" ]; then
      sha256_of "${tree}/${name}"
    fi
    [ "${hash}" = "${listed}" ] || die 78 "${tree}/${name} is not the file that MANIFEST.sha256 lists" \
      'copy the directory again; to change it, change the spec and compile'
  done <"${manifest}"
  for name in install.sh ${files}; do
    wanted "${name}" || die 78 "${manifest} does not list ${name}" 'copy the directory again'
  done
}

wanted() {
  grep -qxF -e "$1" -- "${work}/wanted"
}

# was_installed NAME: whether the install before wrote it.
was_installed() {
  grep -qxF -e "$1" -- "${work}/installed"
}

# same SOURCE DESTINATION
same() {
  if [ -L "$2" ] || ! cmp -s -- "$1" "$2"; then
    return 1
  fi
  case $2 in
    *.sh) [ -x "$2" ] ;;
    *) ;;
  esac
}

# refuse_foreign NAME PATH: only a file that the install before wrote may be replaced.
refuse_foreign() {
  if [ -e "$2" ] || [ -L "$2" ]; then
    was_installed "$1" || die 78 "$2 is not from an earlier install of this host" 'move it out of the way, and run this again'
  fi
}
