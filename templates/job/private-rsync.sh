# adopt_secrets: rsync takes a password file from its owner only.
adopt_secrets() {
  [ -n "${private}" ] || return 0
  cat <"${rsync_password_file}" >"${work_dir}/rsync-password" || die 77 "the secret file ${rsync_password_file} cannot be read"
  rsync_password_file="${work_dir}/rsync-password"
  rsync_options="--password-file=${rsync_password_file} ${rsync_other_options}"
}
