"""What the provider costs, measured: ``python -m bench [NAME…]`` (make bench).

Each of the measurements named in ``__main__`` is a module with a function ``measure`` that returns a
``Result``. What they stand on:

- ``results``: a row of the table, its bar, and the file that keeps them;
- ``statistics``: A B A B…, medians and spread;
- ``processes``: CPU and memory of a process, or of a command with all that it starts;
- ``cloud``: a local AWS to measure on; ``plugin``: the plugin over gRPC; ``engine``: pulumi itself.

``report`` writes docs/performance.md, ``charts`` draws. ``peers`` is a package of its own (make
bench-peers), for it builds what it measures against first.
"""
