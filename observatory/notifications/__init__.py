"""Notices by mail to curators and readers, and signed webhooks to programs."""
