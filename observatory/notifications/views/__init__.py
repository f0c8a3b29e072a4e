"""Pages of notices: preferences of the desk, following by readers, unsubscribing by link."""
