"""What a page says, from what was issued and the chart: no request comes in, and nothing is written."""
