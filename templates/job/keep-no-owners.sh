# keep_no_owners: sets owners to the option with which all that is restored belongs to who restores it.
keep_no_owners() {
  find_version
  case ${version} in
    'duplicity '[01].*) owners=--do-not-restore-ownership ;;
    *) owners=--no-restore-ownership ;;
  esac
}
