# The archive never had another passphrase that the spec knows of.

# with_passphrases COMMAND...: COMMAND, which reads the archive.
with_passphrases() {
  "$@"
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
