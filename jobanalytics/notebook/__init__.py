"""What jobs, sets and archives look like in a notebook: HTML made of what is known already.

Nobody is asked for it, no log is read, and nothing that a job is called can be markup. There are no
colours in it but the page's own, so that it can be read on light and on dark.
"""
