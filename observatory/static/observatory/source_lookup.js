// The form of a new source begins with the look-up: Django's script puts the focus on the first field of the form below.
"use strict";
window.addEventListener("load", () => {
  const field = document.getElementById("id_lookup");
  if (field && field.autofocus) field.focus();
});
