"""What a process has counted, as Prometheus reads it: of all processes of a machine at once."""
