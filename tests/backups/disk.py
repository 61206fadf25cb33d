"""A disk that takes no more."""

import resource
from contextlib import contextmanager


@contextmanager
def at_most(size):
    """Inside, no file of this process grows beyond so many bytes: what a full disk answers, by another number."""
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, usual[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
