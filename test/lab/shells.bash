# The shells that a compiled script must work in; for bats, after lab.bash.

shells=(dash bash busybox mksh yash ksh93 zsh)

# shells_make: for each shell a LAB/shells/SHELL/sh, by which name it knows that it shall be POSIX's.
shells_make() {
  local shell
  for shell in "${shells[@]}"; do
    mkdir -p "${LAB}/shells/${shell}"
    ln -s "$(command -v "${shell}")" "${LAB}/shells/${shell}/sh"
  done
}

# shells_use SHELL SCRIPT: from now on SCRIPT runs in SHELL, and so does whatever it starts by /bin/sh.
shells_use() {
  sed -i "s|/bin/sh|${LAB}/shells/$1/sh|g" "$2"
}
