"""The real servers that tests run against, and how to start them."""
