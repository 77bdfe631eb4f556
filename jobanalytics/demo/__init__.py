"""A tour of the package with real data: jobs that really run, on this machine alone.

``python -m jobanalytics.demo`` runs a small sweep of a variational eigensolver as processes, puts
what they printed and stored into the emulator, reads it back as a user would, and checks that
every value came back.
"""
