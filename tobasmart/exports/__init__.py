"""Tables for people: XLSX and CSV that no program takes for formulas. Knows no app."""
