"""The reading process of PDFs, apart from the site: a hostile file can only hurt this process.

`python -m referentiels.analyse.lecteur_pdf` reads a PDF on its input and writes JSON. Nothing
here imports Django, so that the process starts in a quarter of a second.
"""
