"""One act on many titles: foreseen, done by a job, undone."""
