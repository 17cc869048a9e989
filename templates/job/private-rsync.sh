# open_private: root restores with a cache, a log and a keyring of its own, and writes nothing where the user could have
# put a link. rsync takes a password file from its owner only, hence the copy.
open_private() {
  new_private_dir
  cat <"${rsync_password_file}" >"${work_dir}/rsync-password" || die 77 "the secret file ${rsync_password_file} cannot be read"
  rsync_password_file="${work_dir}/rsync-password"
  rsync_options="--password-file=${rsync_password_file} ${rsync_other_options}"
}
