# The spec says "encryption: none": whoever can read the target can read this archive.
load_passphrase() {
  :
}

guard_passphrase() {
  :
}
