"""Read an official document, PDF or text, into an exchange document and the places to read again.

`source` holds the text with its lines, `pdf` and `texte` make one, `resultat` is what comes out.
"""
