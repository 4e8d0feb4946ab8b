"""Tables to take away: as CSV, XLSX, JSON or Parquet, at once or on a timetable."""
