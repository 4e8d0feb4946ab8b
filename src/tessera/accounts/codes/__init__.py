"""Six digits that a mail carries: asked for, mailed, tried at most five times."""
