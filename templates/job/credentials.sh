# use_credentials: where systemd has handed secrets over to this run (systemd.exec(5), "LoadCredential="), they are read
# there. Their directory is named for the unit.
use_credentials() {
  for directory in "/run/credentials/holdfast-${job}-${action}"*.service; do
    [ ! -d "${directory}" ] || credentials each_credential
  done
}

# each_credential VARIABLE NAME...
each_credential() {
  while [ "$#" -gt 0 ]; do
    if [ -r "${directory}/$2" ]; then
      case $1 in
        passphrase) passphrase_file="${directory}/$2" ;;
        proxy-password) proxy_password_file="${directory}/$2" ;;
        *) rsync_password_file="${directory}/$2" ;;
      esac
    fi
    shift 2
  done
}
