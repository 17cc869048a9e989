# The archive never had another passphrase that the spec knows of.

# with_passphrases COMMAND...: COMMAND, which reads the archive.
with_passphrases() {
  "$@"
}

# is_whole FILE: whether what was found at the target is; gpg fails on what was cut off.
is_whole() {
  opens "$1" "${passphrase_file}"
}

refuse_new_passphrase() {
  :
}

change_passphrase() {
  refuse_passphrase
}

fetch_metadata() {
  :
}
