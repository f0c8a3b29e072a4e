"""Signed webhooks: what is told, how it is signed, sent, tried again and given up."""
