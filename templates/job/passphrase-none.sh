# The spec says "encryption: none": whoever can read the target can read this archive.
load_passphrase() {
  :
}

allow_new_passphrase() {
  usage_error 'this job has no passphrase'
}

guard_passphrase() {
  :
}

guard_backup() {
  :
}

keep_proof() {
  :
}

forget_proofs() {
  :
}

# is_whole FILE PART: whether a manifest that was found at the target is what duplicity was about to send, or has all of the list
# that duplicity puts at its end.
is_whole() {
  cmp -s -- "$1" "$2" || awk '/^Filelist [0-9]+$/ { end = NR + $2 } END { exit !end || end != NR }' "$1" 2>/dev/null
}

with_passphrases() {
  "$@"
}
