# open_private: root restores with a cache, a log and a keyring of its own, and writes nothing where the user could have
# put a link.
open_private() {
  new_private_dir
}
