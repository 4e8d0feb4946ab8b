"""What is said of a test, on every page, ticket and mail of it."""

from tessera.web.present import N_

A_TEST = N_("This is a test. No money moves, and it opens no door of a real show.")
