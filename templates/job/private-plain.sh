# adopt_secrets: root can use them where they are.
adopt_secrets() {
  :
}
