"""Reports of errors from readers, their outcome, and the public list of corrections."""
