"""What a backup or the way back from one ends with where it cannot be done."""

import sqlite3

import psycopg
from django.db import DatabaseError

OF_A_DATABASE = (sqlite3.Error, psycopg.Error, DatabaseError)
"""What a database says no with, asked by itself or by way of Django."""


class BackupRefused(Exception):
    """It was not done, and nothing is left half done. The message says why, and what would help."""
