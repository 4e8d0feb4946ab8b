"""Who wants to sell: an application with its documents, decided by the platform."""
