"""The linker's weights: fitted on questions whose topics are known, and compared with those that come with rog."""
