"""The person's own page: the message is there as soon as it is stored, and received once the page says so."""
