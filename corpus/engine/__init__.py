"""The batch run: many articles, one pure function, supervised workers."""
