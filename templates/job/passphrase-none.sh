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

with_passphrases() {
  "$@"
}
