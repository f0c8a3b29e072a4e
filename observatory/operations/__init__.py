"""What an operator asks a running site: whether it lives, whether its parts do their work, and its figures."""
