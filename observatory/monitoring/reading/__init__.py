"""From the body of a visit to text, and from two texts to what changed. Runs in sandboxed processes."""
