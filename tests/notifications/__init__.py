"""Tests of notices by mail, following and webhooks."""
