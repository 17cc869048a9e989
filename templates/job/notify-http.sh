# tell_by_http METHOD TEMPLATE JSON PARTS...: the body is made from TEMPLATE, with values escaped for JSON unless JSON is
# empty; without a TEMPLATE there is none.
tell_by_http() {
  method=$1
  template=$2
  json=$3
  shift 3
  request "${method}" "${template:+${message}.body}" "${template}" "${json}" "$@"
}

check_tell_by_http() {
  shift 3
  check_request "$@"
}
