"""Extract text from the body of a response, and compare two texts. Runs in sandboxed processes."""
