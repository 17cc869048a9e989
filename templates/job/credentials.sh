# use_credentials: where systemd has handed secrets over to this run (systemd.exec(5), "LoadCredential="), they are read
# there. Their directory is named for the unit; one with the number of this process is made for nobody else.
use_credentials() {
  unit="/run/credentials/holdfast-${job}-${action}"
  for directory in "${unit}.service" "${unit}@"*.service "${unit}.$$.service"; do
    [ ! -d "${directory}" ] || credentials each_credential
  done
}

# each_credential VARIABLE NAME...
each_credential() {
  while [ "$#" -gt 0 ]; do
    [ ! -r "${directory}/$2" ] || eval "$1=\${directory}/\${2}"
    shift 2
  done
}
