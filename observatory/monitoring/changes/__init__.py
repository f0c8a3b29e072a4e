"""What curators decide about a change and its statements, and in which order the inbox shows the changes."""
