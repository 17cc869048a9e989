# The recording duplicity of recorder.py; for bats, after lab.bash.

# recorder_start: from now on the jobs' duplicity is the recording one.
recorder_start() {
  install -m 755 "${lab_dir}/recorder.py" "${LAB}/bin/duplicity"
  install -d -o "${LAB_USER}" -g "${LAB_USER}" "${LAB}/records"
}

# recorder_take DIR: moves the records so far to DIR.
recorder_take() {
  mv "${LAB}/records" "$1"
  install -d -o "${LAB_USER}" -g "${LAB_USER}" "${LAB}/records"
}
