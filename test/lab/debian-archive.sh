# shellcheck shell=sh
# The archive of Debian that this machine's apt uses, for other releases, too; nothing of the machine's own lists and
# settings is touched. To be sourced.

# open_archive DIRECTORY TYPES SUITES: TYPES and SUITES as in sources.list(5); DIRECTORY is empty.
open_archive() {
  own=$1
  mkdir -p "${own}/lists/partial" "${own}/cache/archives/partial"
  uri=$(apt-get indextargets --no-release-info --format "\$(REPO_URI)" | grep -v security | head -n 1)
  cat >"${own}/debian.sources" <<EOF
Types: $2
URIs: ${uri:?apt knows no archive of Debian}
Suites: $3
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
EOF
  own_apt update
}

# own_apt ARGUMENT...
own_apt() {
  apt-get -q -o APT::Sandbox::User=root -o Dir::Etc::SourceList="${own}/debian.sources" \
    -o Dir::Etc::SourceParts=/dev/null -o Dir::State::Lists="${own}/lists" -o Dir::Cache="${own}/cache" "$@"
}
