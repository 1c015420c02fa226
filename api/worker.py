"""Starts a worker: `python -m api.worker`. What it does stands in work.py.

This module imports nothing else, because every process that the fork server makes looks into the module that
was started.
"""

if __name__ == "__main__":
    from api.work import main

    main()
