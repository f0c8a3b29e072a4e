"""Tables in and out: import and export of records and sources as CSV, XLSX and JSON, of sources as references too."""
