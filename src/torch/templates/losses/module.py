"""The methods as lists of terms."""
