"""Figures on signed sessions: pure modules, what is counted comes from the selectors.

No mark, no average of marks (R25); small numbers of people are masked (ADR 22).
"""
