# use_proxy: rsync talks to it itself.
use_proxy() {
  read_proxy_login
  export RSYNC_PROXY="${proxy_login:+${proxy_login}@}${proxy}"
}
