# keep_to_the_system: who may read everybody's files runs no Python code that the user could have put in place.
keep_to_the_system() {
  export PYTHONNOUSERSITE=1
}
