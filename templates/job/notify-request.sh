# request METHOD BODY TEMPLATE JSON PARTS...: sends the file BODY by HTTP, once it is made from TEMPLATE if there is one.
# PARTS come in fours: "url" or "header", what stands before a secret, its file, and what stands after it. Only awk reads
# secrets: curl gets them on standard input; GNU wget, which takes them from files alone, from two that are removed at once.
# No argument holds one. Nobody is sent on to another place: what is told there may be told to nobody.
request() {
  # shellcheck disable=SC2016 # for the inner shell to expand
  if command -v curl >/dev/null 2>&1; then
    deliver '' /bin/sh -c 'LC_ALL=C awk "$0" "$@" | curl --disable --config -' "${request_awk}" curl "${message}" "${notifier_s}" "$@"
  else
    deliver '' /bin/sh -c 'LC_ALL=C awk "$0" "$@" >"$2.wget" && wget --config="$2.wget"
      code=$?
      rm -f -- "$2.wget" "$2.url"
      exit "${code}"' "${request_awk}" wget "${message}" "${notifier_s}" "$@"
  fi
}

# check_request PARTS...
check_request() {
  # (That of busybox knows no --version, nor what is needed here.)
  command -v curl >/dev/null 2>&1 || wget --version >/dev/null 2>&1 || {
    told="neither curl nor GNU wget is installed, or in ${search_path}"
    return 1
  }
  while [ "$#" -gt 0 ]; do
    check_notifier_secrets "$3" || return
    shift 4
  done
}

# check_notifier_secrets FILE...: the same rules as for the job's own secrets; an empty word stands for none.
check_notifier_secrets() {
  for file in "$@"; do
    [ -n "${file}" ] || continue
    if [ ! -f "${file}" ] || [ ! -r "${file}" ] || [ ! -s "${file}" ]; then
      told="the secret file ${file} is missing, empty or cannot be read"
      return 1
    fi
    [ "${user}" = root ] || [ -O "${file}" ] || {
      told="the secret file ${file} belongs to somebody else than ${user}"
      return 1
    }
    mode=$(ls -ldnL "${file}") || return
    case ${mode} in
      ???????---*) ;;
      *)
        told="the secret file ${file} is open to others (${mode%% *})"
        return 1
        ;;
    esac
  done
}

# Called with the tool, the file of the message, the seconds there are, and what request is called with.
# shellcheck disable=SC2016 # awk expands it
request_awk='
function give_up(text) {
  print text | "cat >&2"
  close("cat >&2")
  exit 1
}
function replace_all(text, old, new,    at, done) {
  while ((at = index(text, old)) > 0) {
    done = done substr(text, 1, at - 1) new
    text = substr(text, at + length(old))
  }
  return done text
}
# A text within double quotes: for JSON, and for a configuration of curl, curl(1).
function escape(text) {
  return replace_all(replace_all(replace_all(text, "\\", "\\\\"), "\"", "\\\""), "\n", "\\n")
}
function read_message(    line, separator) {
  getline heading < ARGV[2]
  getline line < ARGV[2]
  while ((getline line < ARGV[2]) > 0) {
    end_of_log = end_of_log separator line
    separator = "\n"
  }
}
# "$${" is a literal "${".
function fill(template, json,    at, done, name, value) {
  while ((at = index(template, "${")) > 0) {
    if (substr(template, at - 1, 1) == "$" && at > 1) {
      done = done substr(template, 1, at - 2) "${"
      template = substr(template, at + 2)
      continue
    }
    done = done substr(template, 1, at - 1)
    template = substr(template, at + 2)
    at = index(template, "}")
    name = substr(template, 1, at - 1)
    template = substr(template, at + 1)
    value = name == "message" ? heading : name == "log" ? end_of_log : ENVIRON["HOLDFAST_" toupper(name)]
    done = done (json ? escape(value) : value)
  }
  return done template
}
function value_of(part,    secret) {
  if (ARGV[part + 2] != "") {
    getline secret < ARGV[part + 2]
    sub(/\r$/, "", secret)
    if (secret == "" || secret ~ /[\001-\037\177]/) give_up("the first line of " ARGV[part + 2] " is empty, or holds a control character")
  }
  if (ARGV[part] == "url") {
    if (ARGV[part + 2] != "" && secret !~ /^https?:\/\/[^ ]+$/) give_up("the first line of " ARGV[part + 2] " is no http or https URL")
    if (ARGV[part + 3] != "") sub(/\/+$/, "", secret)
  }
  return ARGV[part + 1] secret ARGV[part + 3]
}
BEGIN {
  tool = ARGV[1]
  seconds = ARGV[3]
  method = ARGV[4]
  body = ARGV[5]
  if (ARGV[6] != "") {
    read_message()
    printf "%s", fill(ARGV[6], ARGV[7] != "") > body
    close(body)
  }
  for (part = 8; part < ARGC; part += 4)
    if (ARGV[part] == "url") url = value_of(part)
    else header[++headers] = value_of(part)
  if (tool == "curl") {
    printf "url = \"%s\"\nrequest = \"%s\"\nmax-time = %s\n", escape(url), method, seconds
    print "fail\nsilent\nshow-error\ngloboff\nlocation\nmax-redirs = 0\nproto = \"=http,https\"\noutput = \"/dev/null\""
    for (i = 1; i <= headers; i++) printf "header = \"%s\"\n", escape(header[i])
    if (body != "") printf "data-binary = \"@%s\"\n", body
  } else {
    # Its configuration names a file to read the URL from.
    print url > (ARGV[2] ".url")
    close(ARGV[2] ".url")
    printf "input = %s.url\nmethod = %s\ntimeout = %s\ntries = 1\nmax_redirect = 0\nverbose = off\noutput_document = /dev/null\n", ARGV[2], method, seconds
    for (i = 1; i <= headers; i++) printf "header = %s\n", header[i]
    if (body != "") printf "body_file = %s\n", body
  }
}'
