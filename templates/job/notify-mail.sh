# tell_by_mail ADDRESSES: they stand in the header alone, and so does nothing that could end a line of it.
tell_by_mail() {
  {
    printf '%s\n' "To: $1" "Subject: [holdfast] ${job} on ${host}: ${step} ${outcome}" 'Auto-Submitted: auto-generated' \
      'MIME-Version: 1.0' 'Content-Type: text/plain; charset=UTF-8' 'Content-Transfer-Encoding: 8bit' ''
    cat -- "${message}"
  } >"${message}.mail"
  deliver "${message}.mail" sendmail -i -t
}

check_tell_by_mail() {
  command -v sendmail >/dev/null 2>&1 || {
    told="sendmail is not installed, or not in ${search_path}"
    return 1
  }
}
