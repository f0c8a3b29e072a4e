"""Tables in files: CSV, workbooks (XLSX) and JSON, read with all that spreadsheets do to them, and written."""
