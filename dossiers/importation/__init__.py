"""Read a spreadsheet of candidates: from the bytes of a file to registrations, without writing."""
