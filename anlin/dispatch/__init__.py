"""Joint dispatch (三联): one alert, several organisations, each with a leg of its own; volunteers' tasks; positions."""
