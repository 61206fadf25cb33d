"""Taper: plans for coming off benzodiazepines and z-drugs."""
