"""The live sale, as those see it who run the platform: of all processes and machines together."""
