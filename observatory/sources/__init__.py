"""Sources, the locations where each can be read, and the citations that use them; the glossary."""
