"""What changes from one version to another: pure functions on two exchange documents."""
