"""The HTTP edge: app factory, middleware, sessions, error mapping."""
