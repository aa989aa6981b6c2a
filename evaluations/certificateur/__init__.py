"""The data set of the certifier: what a file holds, checked before it leaves (R44-R48).

Pure modules: no database, no settings, no clock. Source: DOMAINE.md §6.4; ADR 21 says what was
read, what was inferred and what the official kit must confirm.
"""
