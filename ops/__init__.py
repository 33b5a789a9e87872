"""Starting, watching and checking the portal. Nothing here imports an app."""
