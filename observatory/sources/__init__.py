"""Sources, where each can be read, and the citations that rest on them; the glossary."""
