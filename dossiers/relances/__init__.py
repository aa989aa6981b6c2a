"""Reminders, computed: who waits for what, when to say it again, in which words."""
