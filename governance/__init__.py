"""Governance bodies and instruments: laws, measures, principles, norms, guidelines, notices."""
