# There is no proxy on the way to this target.
use_proxy() {
  :
}

blame_proxy() {
  :
}
