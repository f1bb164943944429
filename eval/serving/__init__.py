"""The server and the page under load, requests of all kinds, and large results."""
