"""A collection as people look at it: `qingwen view CLEAN` serves these pages to a browser of this machine, and to nobody else.

`index.py` keeps the records in a SQLite file, part by part; `summary.py` adds them up; `tables.py` asks for a page of rows;
`changes.py` sets source and delivered text side by side; `charts.py` draws; `site.py` answers addresses; `serving.py` listens.
"""
